//! Every component in every state, in Vietnamese, for those who build and judge pages.
//!
//! Its sentences are examples and stand here: in the files of sentences every visitor would load them.

use domain::Answers;
use domain::form::Section;
use leptos::prelude::*;

use crate::ui::fees::{Price, fees};
use crate::ui::icon::{self, icon};
use crate::ui::notice::saved;
use crate::ui::ornament::{Weave, drum, weave};
use crate::ui::receipt::{Receipt, next_steps, receipt};
use crate::ui::steps::{State, Step, step_bar, step_list, wizard_steps};
use crate::ui::summary_list::{Row, summary_list};
use crate::ui::upload::{UploadState, upload_row};
use crate::ui::{
    Banner, Button, Choices, Form, Judged, Look, TextField, Tick, Tone, Width, back_link, banner,
    breadcrumbs, button, button_link, checkbox, checkboxes, date_field, details, empty, error_summary,
    file_field, form_fields, inset, pagination, radios, select_field, tag, tag_with, text_area, text_field,
};

/// All of them.
pub fn specimen() -> AnyView {
    view! {
        <div class="flow" lang="vi">
            <h1 tabindex="-1">"Thành phần"</h1>
            <div class="columns">
                {part("Nút", buttons())}
                {part("Ô nhập", fields())}
                {part("Nhãn", tags())}
                {part("Thông báo", banners())}
                {part("Tiến trình hồ sơ", history())}
                {part("Hoa văn", ornament())}
                {part("Chọn", choices())}
                {part("Chỗ cần sửa", errors())}
            </div>
            {part("Các bước", steps())}
            {part("Lệ phí", prices())}
            {part("Tóm tắt", summary())}
            {part("Giấy tờ", papers())}
            {part("Bảng", table())}
            {part("Đường đi", ways())}
            {part("Lời thêm", notices())}
            {part("Biểu mẫu", form())}
            {part("Biên nhận", receipts())}
        </div>
    }
    .into_any()
}

fn part(title: &str, body: AnyView) -> AnyView {
    view! {
        <section class="specimen">
            <h2 class="meta">{title.to_owned()}</h2>
            {body}
        </section>
    }
    .into_any()
}

fn buttons() -> AnyView {
    let of = |label, look| button(Button { label, look, ..Button::default() });
    view! {
        <div class="flow">
            <div class="actions">
                {button(Button { label: "Nộp hồ sơ", large: true, ..Button::default() })}
                {of("Tra cứu", Look::Secondary)}
                {of("Quay lại", Look::Tertiary)}
            </div>
            <div class="actions">
                {of("Tiếp tục", Look::Primary)}
                {button(Button { label: "Xóa bản nháp", look: Look::Destructive, icon: Some(icon::TRASH), ..Button::default() })}
            </div>
            <div class="actions">
                {button(Button { label: "Chụp ảnh", look: Look::Secondary, small: true, icon: Some(icon::CAMERA), ..Button::default() })}
                {button_link(Button { label: "Xem thủ tục", look: Look::Secondary, small: true, ..Button::default() }, "#")}
            </div>
            <div class="hero specimen-lacquer">
                {button(Button { label: "Tìm", look: Look::Gold, icon: Some(icon::SEARCH), ..Button::default() })}
                <p>"Vàng chỉ trên nền sơn mài"</p>
            </div>
        </div>
    }
    .into_any()
}

fn fields() -> AnyView {
    view! {
        <div class="form">
            {text_field(TextField { path: "phone", label: "Số điện thoại", hint: "Để nhận tin nhắn khi có kết quả", value: "0905 123", kind: "tel", ..TextField::default() })}
            {date_field(TextField { path: "birth", label: "Ngày sinh", value: "31/12/2090", problem: wrong("Ngày sinh không thể ở tương lai."), ..TextField::default() })}
            {text_field(TextField { path: "number", label: "Số định danh cá nhân", value: "064188001234", inputmode: "numeric", width: Width::W16, digits: true, ..TextField::default() })}
            {select_field(
                TextField { path: "province", label: "Tỉnh, thành phố", value: "52", width: Width::W24, ..TextField::default() },
                vec![("52".to_owned(), "Tỉnh Gia Lai".to_owned()), ("48".to_owned(), "Thành phố Đà Nẵng".to_owned())],
            )}
            {text_area(TextField { path: "note", label: "Nội dung yêu cầu", optional: true, value: "Xin cấp 2 bản sao.", ..TextField::default() }, 3)}
            {file_field(TextField { path: "file", label: "Tệp đính kèm", hint: "Ảnh hoặc PDF, tối đa 20 MB", ..TextField::default() }, "image/*,.pdf", true)}
        </div>
    }
    .into_any()
}

fn wrong(sentence: &str) -> crate::ui::Problem {
    Signal::from(Some(sentence.to_owned()))
}

fn tags() -> AnyView {
    view! {
        <div class="tags">
            {tag_with(Tone::Jade, icon::CHECK, "Toàn trình")}
            {tag(Tone::Gold, "Một phần")}
            {tag(Tone::Plain, "Chỉ xem thông tin")}
            {tag(Tone::Cham, "Đang xử lý")}
            {tag_with(Tone::Son, icon::CIRCLE_X, "Không được tiếp nhận")}
            {tag_with(Tone::Plain, icon::CIRCLE_PAUSE, "Tạm dừng")}
        </div>
    }
    .into_any()
}

fn banners() -> AnyView {
    view! {
        <div class="flow">
            {banner(Banner::Done, "Đã lưu địa chỉ mới.")}
            {banner(Banner::Wait, "Mất mạng. Phần đã điền vẫn còn, cứ làm tiếp.")}
            {banner(Banner::Information, "Thứ Ba 24/11 cơ quan nghỉ. Vẫn nộp trực tuyến được.")}
            {banner(Banner::Wrong, "Chưa nộp được. Thử lại sau ít phút, hồ sơ không mất.")}
        </div>
    }
    .into_any()
}

fn step(label: &str, line: &str, state: State) -> Step {
    let href = (state == State::Done).then(|| "#".to_owned());
    Step { label: label.to_owned(), line: line.to_owned(), href, state }
}

fn history() -> AnyView {
    step_list(vec![
        step("Mới đăng ký", "14:41, 23/11", State::Done),
        step("Được tiếp nhận", "08:05, 25/11", State::Done),
        step("Đang xử lý", "Hẹn trả 03/12/2026", State::Now),
        step("Đã trả kết quả", "Về nhà qua bưu chính", State::Later),
    ])
}

fn steps() -> AnyView {
    view! {
        <div class="flow">
            {step_bar("Đăng ký", 5, 7)}
            <div class="wizard">
                {wizard_steps(
                    "Đăng ký thường trú",
                    vec![
                        step("Chủ hồ sơ", "Nguyễn Thị Hoa", State::Done),
                        step("Nơi nhận kết quả", "Tại nhà, qua bưu chính", State::Done),
                        step("Giấy tờ", "Đang tải 1 tệp, 1 tệp cần thay", State::Now),
                        step("Nộp hồ sơ", "Xem lại rồi nộp", State::Later),
                    ],
                )}
                <div class="actions">
                    {button(Button { label: "Tiếp tục", ..Button::default() })}
                    {saved("Đã giữ lúc 14:32. Đóng trang cũng không mất.")}
                </div>
            </div>
        </div>
    }
    .into_any()
}

fn ornament() -> AnyView {
    view! {
        <div class="flow">
            {weave(Weave::Cloth)}
            <div class="hero specimen-drum">{drum()}</div>
        </div>
    }
    .into_any()
}

fn choices() -> AnyView {
    let name = "choice";
    let common = Choices { name, ..Choices::default() };
    view! {
        <div class="form">
            {radios(
                Choices { path: "kind", legend: "Bạn đăng ký tài khoản cho ai?", ..common },
                vec![
                    Tick::new("citizen", "Công dân").with_hint("Cho chính bạn"),
                    Tick::new("business", "Doanh nghiệp").with_hint("Doanh nghiệp, hộ kinh doanh, tổ chức khác"),
                ],
                "citizen",
            )}
            {radios(
                Choices { path: "married", legend: "Cha mẹ trẻ đã đăng ký kết hôn?", row: true, problem: wrong("Chọn có hoặc không."), ..common },
                vec![Tick::new("yes", "Có"), Tick::new("no", "Không")],
                "",
            )}
            {checkboxes(
                Choices { path: "wants", legend: "Bạn cần làm cùng lúc", optional: true, ..common },
                vec![Tick::new("residence", "Đăng ký thường trú"), Tick::new("insurance", "Thẻ bảo hiểm y tế")],
                |value| format!("wants[{value}]"),
                |value| value == "insurance",
            )}
            {checkbox(Choices { path: "consent", ..common }, "Tôi đã đọc thông báo và đồng ý", false)}
        </div>
    }
    .into_any()
}

fn errors() -> AnyView {
    view! {
        <div>
            {error_summary(vec![
                ("birth".to_owned(), "Ngày sinh không thể ở tương lai.".to_owned()),
                ("married".to_owned(), "Chọn có hoặc không.".to_owned()),
            ])}
        </div>
    }
    .into_any()
}

fn prices() -> AnyView {
    let price = |channel: &str, amount: &str, per: &str, saving: &str| Price {
        channel: channel.to_owned(),
        amount: amount.to_owned(),
        per: per.to_owned(),
        saving: saving.to_owned(),
        in_words: false,
    };
    view! {
        <div class="question flow">
            {fees(price("Nộp tại quầy", "20.000 đ", "mỗi lần", ""), price("Nộp trực tuyến", "10.000 đ", "mỗi lần", "Ít hơn 10.000 đ"))}
            <p>"Miễn cho trẻ em, người cao tuổi, người khuyết tật."</p>
            {fees(
                price("Nộp tại quầy", "Miễn phí", "", ""),
                Price { in_words: true, ..price("Nộp trực tuyến", "Theo nghị quyết của HĐND tỉnh", "", "") },
            )}
        </div>
    }
    .into_any()
}

fn summary() -> AnyView {
    view! {
        <div class="question">
            {summary_list(vec![
                Row::new("Chủ hồ sơ", "Nguyễn Thị Hoa"),
                Row::new("Nơi tiếp nhận", "Trung tâm Phục vụ hành chính công phường Diên Hồng"),
                Row::new("Căn cứ", "Luật Cư trú 68/2020/QH14"),
            ])}
        </div>
    }
    .into_any()
}

fn verb(label: &str, file: &str) -> AnyView {
    view! { <button type="button" class="upload-verb">{label.to_owned()}<span class="hidden">" "{file.to_owned()}</span></button> }
        .into_any()
}

fn papers() -> AnyView {
    let row = |name: &str, state, sentence: &str, label: &str| {
        upload_row(name, state, sentence, None, verb(label, name), None)
    };
    view! {
        <div class="question">
            <section class="paper">
                <div class="paper-head">
                    <h3>"Giấy tờ chứng minh chỗ ở hợp pháp"</h3>
                    <p class="meta">"Bắt buộc. Ảnh hoặc PDF, tối đa 20 MB mỗi tệp."</p>
                </div>
                <ul class="uploads">
                    {row("giay-chung-nhan-trang-1.jpg", UploadState::Done, "Đã nhận · 1,8 MB", "Xóa")}
                    {row("giay-chung-nhan-trang-2.jpg", UploadState::Running(62), "62 %, còn khoảng 8 giây", "Dừng")}
                    {row("khai-sinh-cua-con.heic", UploadState::Paused(34), "Mất mạng ở 34 %. Có mạng lại sẽ tự gửi tiếp.", "Gửi tiếp")}
                    {row("VID_20261122.mov", UploadState::Refused, "Không nhận được video. Hãy chụp ảnh hoặc gửi PDF.", "Chọn lại")}
                    {row("hop-dong-thue-nha.pdf", UploadState::Checking, "Đang kiểm tra", "Xóa")}
                </ul>
                <div class="paper-foot">
                    <input class="file-input" type="file" id="camera" accept="image/*" capture="environment"/>
                    <label class="button button-secondary button-small" for="camera">{icon(icon::CAMERA)} "Chụp ảnh"</label>
                    <input class="file-input" type="file" id="files" multiple/>
                    <label class="button button-secondary button-small" for="files">{icon(icon::UPLOAD)} "Chọn tệp"</label>
                </div>
            </section>
        </div>
    }
    .into_any()
}

fn table() -> AnyView {
    view! {
        <table class="table">
            <caption>"Hồ sơ của tôi"</caption>
            <thead>
                <tr>
                    <th scope="col">"Mã hồ sơ"</th>
                    <th scope="col">"Thủ tục"</th>
                    <th scope="col">"Trạng thái"</th>
                    <th scope="col" class="number">"Lệ phí"</th>
                </tr>
            </thead>
            <tbody>
                <tr>
                    <td data-label="Mã hồ sơ"><a href="#">"H21.65-261123-0011"</a></td>
                    <td data-label="Thủ tục">"Đăng ký thường trú"</td>
                    <td data-label="Trạng thái">{tag(Tone::Cham, "Đang xử lý")}</td>
                    <td data-label="Lệ phí" class="number">"10.000 đ"</td>
                </tr>
                <tr>
                    <td data-label="Mã hồ sơ"><a href="#">"H21.65-261120-0007"</a></td>
                    <td data-label="Thủ tục">"Đăng ký khai sinh"</td>
                    <td data-label="Trạng thái">{tag(Tone::Jade, "Đã trả kết quả")}</td>
                    <td data-label="Lệ phí" class="number">"0 đ"</td>
                </tr>
            </tbody>
        </table>
    }
    .into_any()
}

fn ways() -> AnyView {
    view! {
        <div class="flow">
            {breadcrumbs(vec![
                ("#".to_owned(), "Dịch vụ công".to_owned()),
                ("#".to_owned(), "Đăng ký cư trú".to_owned()),
            ])}
            {back_link("#")}
            {pagination(4, 9, |page| format!("#{page}"))}
            <form class="search" role="search">
                <input type="search" aria-label="Tìm thủ tục" value="giay khai sinh"/>
                {button(Button { label: "Tìm", icon: Some(icon::SEARCH), ..Button::default() })}
            </form>
        </div>
    }
    .into_any()
}

fn notices() -> AnyView {
    view! {
        <div class="question flow">
            {inset(view! { <p>"Con bạn mới sinh? Chọn dòng đầu tiên."</p> }.into_any())}
            {details("Lọc: lĩnh vực, cấp xã, trực tuyến", view! { <p>"Chọn một hay nhiều lĩnh vực."</p> }.into_any())}
            {empty(
                "Chưa có hồ sơ nào",
                view! {
                    <p>"Hồ sơ bạn nộp sẽ nằm ở đây, cả bản nháp chưa xong."</p>
                    {button_link(Button { label: "Tìm thủ tục", look: Look::Secondary, ..Button::default() }, "#")}
                }
                    .into_any(),
            )}
            <div class="card card-main">
                <div>
                    <p class="meta">"Thời hạn giải quyết"</p>
                    <p class="card-number">"7 ngày làm việc"</p>
                </div>
                <p class="meta">"Nộp hôm nay, chậm nhất có kết quả " <b>"thứ Năm, 03/12/2026"</b> "."</p>
            </div>
        </div>
    }
    .into_any()
}

fn form() -> AnyView {
    let section: Option<Section> = serde_json::from_str(include_str!("specimen.json")).ok();
    let mut answers = Answers::default();
    for (path, typed) in [
        ("child_name", "Siu H’Nga"),
        ("requester_identity_number", "06418800123"),
        ("address.province", "52"),
        ("has_agent", "yes"),
        ("copies", "2"),
    ] {
        answers.set(path, typed);
    }
    let judged = Judged {
        problems: vec![(
            "requester_identity_number".to_owned(),
            "Số định danh phải có đủ 12 chữ số. Bạn mới nhập 11.".to_owned(),
        )],
        warnings: vec![(
            "child_birth".to_owned(),
            "Năm sinh này khác năm trong số định danh. Kiểm tra lại nhé.".to_owned(),
        )],
    };
    section
        .map(|section| form_fields(Form { section, answers, judged, judge: None, on_change: None }))
        .into_any()
}

fn receipts() -> AnyView {
    view! {
        <div class="flow">
            {receipt(Receipt {
                done: "Đã nộp hồ sơ".to_owned(),
                heading: "Hồ sơ đã chuyển đến bộ phận tiếp nhận".to_owned(),
                code_label: "Mã hồ sơ".to_owned(),
                code: "H21.65-261123-0011".to_owned(),
                rows: vec![
                    Row::new("Thủ tục", "Đăng ký thường trú"),
                    Row::new("Nơi tiếp nhận", "Công an phường Diên Hồng"),
                    Row::new("Nộp lúc", "14:41, thứ Hai 23/11/2026"),
                    Row::new("Lệ phí", "10.000 đ, trả khi hồ sơ được tiếp nhận"),
                ],
                qr: view! { <svg viewBox="0 0 29 29" shape-rendering="crispEdges"><path d="M4 4h7v7h-7zM18 4h7v7h-7zM4 18h7v7h-7zM13 13h3v3h-3zM20 20h2v2h-2z"/></svg> }.into_any(),
                qr_words: "Quét để xem hồ sơ, ở nhà hay ở quầy".to_owned(),
            })}
            <h2>"Việc tiếp theo"</h2>
            {next_steps(vec![
                ("Hôm nay".to_owned(), "Biên nhận đã gửi tới hoa.nguyen@vidu.vn".to_owned(), true),
                ("Chậm nhất 14:41 thứ Tư 25/11".to_owned(), "Bộ phận tiếp nhận trả lời. Ngày 24/11 nghỉ.".to_owned(), false),
                ("7 ngày làm việc sau đó".to_owned(), "Kết quả về nhà qua bưu chính.".to_owned(), false),
            ])}
        </div>
    }
    .into_any()
}
