#![allow(clippy::unwrap_used)]

mod letter;
mod reader;

use letter::{letter, letters, receipt};
use reader::read;

use super::*;

/// As people compare texts: breaks of lines and the spaces between words do not count.
fn tight(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_whitespace() && *sign != '\u{ad}').collect()
}

#[test]
fn every_form_is_drawn_with_its_head_its_title_and_what_it_says() {
    let titles = [
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ",
        "PHIẾU XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT HỒ SƠ",
        "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ",
        "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
        "SỔ THEO DÕI HỒ SƠ",
    ];
    for (letter, title) in letters().into_iter().zip(titles) {
        let bytes = pdf(&letter, title).unwrap();
        let pages = read(&bytes);
        let text = tight(&pages.concat());
        let head = &letter.head;
        let mut said = vec![
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM".to_owned(),
            "Độc lập - Tự do - Hạnh phúc".to_owned(),
            head.agency.to_uppercase(),
            "Gia Lai, ngày 24 tháng 11 năm 2026".to_owned(),
            title.to_owned(),
            format!("Mẫu số {} · Thông tư 03/2025/TT-VPCP", head.form_number),
        ];
        said.extend(head.dossier_code.as_ref().map(|code| format!("Mã hồ sơ: {code}")));
        said.extend(head.number.map(|number| format!("Số: {number}/TNHS")));
        said.extend(letter.proof.as_ref().map(|proof| proof.typed_code.clone()));
        // Whatever is a text in the data stands on the paper; marks of choices are told by their words.
        said.extend(letter::texts(&letter.content));
        for one in said {
            assert!(text.contains(&tight(&one)), "{title}: {one}\n{}", pages.join("\n---\n"));
        }
        assert!(is_archival(&bytes), "{title} is PDF/A");
        assert!(bytes.len() < 300_000, "{title}: the fonts are not whole, {} bytes", bytes.len());
    }
}

#[test]
fn marks_are_told_by_their_words() {
    let said = |at: usize| tight(&read(&pdf(&letters()[at], "x").unwrap()).concat());
    let receipt = said(0);
    for words in [
        "2,5 ngày làm việc",
        "08 giờ 37 phút, ngày 24/11/2026",
        "Đăng ký nhận kết quả: Tại bộ phận một cửa",
        "8.000 đồng (đã nộp)",
        "Bản chính",
        "Bản điện tử",
    ] {
        assert!(receipt.contains(&tight(words)), "{words}: {receipt}");
    }
    assert!(said(1).contains(&tight("Giai đoạn: Tiếp nhận hồ sơ")));
    for words in ["Trước hạn", "Đúng hạn", "Quá hạn"] {
        assert!(said(5).contains(&tight(words)), "{words}");
    }
}

#[test]
fn many_papers_go_on_on_further_pages_under_the_same_heads() {
    let mut content = receipt();
    content.papers = (1..=40)
        .map(|number| Paper {
            name: format!(
                "Giấy tờ thứ {number}: bản sao trích lục đăng ký khai tử, đăng ký kết hôn có chứng thực"
            ),
            kind: PaperKind::Copy,
            quantity: number,
        })
        .collect();
    let pages = read(&pdf(&letter(Content::Receipt(content)), "x").unwrap());
    assert!(pages.len() > 1);
    let text = tight(&pages.concat());
    for number in 1..=40 {
        assert!(text.contains(&format!("Giấytờthứ{number}:")), "{number}");
    }
    for (page, number) in pages.iter().zip(1..) {
        assert!(tight(page).contains(&format!("Trang{number}/{}", pages.len())), "{page}");
    }
    assert!(tight(&pages[1]).contains("Têngiấytờ"), "the head of the table again");
    let last = tight(pages.last().unwrap());
    assert!(last.contains("NGƯỜINỘPHỒSƠ") && last.contains("NGƯỜITIẾPNHẬNHỒSƠ"), "signatures together");
}

#[test]
fn what_people_type_is_text_and_never_code() {
    for typed in [
        "#panic() *x* $",
        "#import \"/letter.json\" _a_ = b",
        "\\u{41} @label <label> [x] `raw` // gone /* gone */",
        "\"] #read(\"/qr.svg\") ~ -- ---",
    ] {
        let mut content = receipt();
        content.applicant.name = typed.to_owned();
        content.papers[0].name = typed.to_owned();
        let mut letter = letter(Content::Receipt(content));
        letter.head.place = typed.to_owned();
        let text = tight(&read(&pdf(&letter, "x").unwrap()).concat());
        assert_eq!(text.matches(&tight(typed)).count(), 3, "{typed}: {text}");
    }
}

#[test]
fn the_same_letter_is_the_same_file() {
    let letter = letter(Content::Receipt(receipt()));
    let bytes = pdf(&letter, "one").unwrap();
    for other in letters() {
        pdf(&other, "other").unwrap();
    }
    assert!(pdf(&letter, "one").unwrap() == bytes);
    assert!(pdf(&letter, "another").unwrap() != bytes, "each has an identity of its own");
    let kept: Letter = serde_json::from_slice(&serde_json::to_vec(&letter).unwrap()).unwrap();
    assert_eq!(kept, letter);
}

#[test]
fn names_of_the_highlands_are_drawn_with_the_fonts_of_the_forms() {
    // Letters of Jrai, Bahnar and Ê Đê beside those of Vietnamese; some are made of two signs, which stand above each other.
    let mut content = receipt();
    content.applicant.name = "Ksor H'Blă Ĭ Č č Ŏ ŏ Ñ ñ ƀ Nguyễn Ặẵ Ởỡ Ựữ Ỷỹ Ẹẽ Ịĩ".to_owned();
    let name = tight(&content.applicant.name);
    let bytes = pdf(&letter(Content::Receipt(content.clone())), "x").unwrap();
    let text = tight(&read(&bytes).concat());
    assert!(text.contains(&name), "{name}: {text}");
    content.applicant.name = "Ơ̆ Ư̆ Ê̆ Ô̆ ơ̆ ư̆ ê̆ ô̆ Ƀ".to_owned();
    let bytes = pdf(&letter(Content::Receipt(content)), "x").unwrap();
    assert!(is_archival(&bytes), "the fonts have every sign");
}

/// Whether the file says that it is PDF/A, which it is only where its fonts have every sign.
fn is_archival(bytes: &[u8]) -> bool {
    String::from_utf8_lossy(bytes).contains("pdfaid:part")
}

#[test]
fn a_sign_that_no_font_has_is_no_reason_to_give_nothing_out() {
    let mut content = receipt();
    content.applicant.name = "Trần \u{4e2d}\u{6587} Văn".to_owned();
    let bytes = pdf(&letter(Content::Receipt(content)), "x").unwrap();
    assert!(tight(&read(&bytes).concat()).contains("Văn"));
}

#[test]
fn a_long_link_fits_a_code_and_a_far_too_long_one_says_so() {
    let code = picture(&format!("https://dichvucong.gialai.gov.vn/xac-minh?s={}", "0".repeat(210))).unwrap();
    assert!(code.starts_with("<svg") && code.ends_with("</svg>"));
    assert!(matches!(picture(&"x".repeat(3000)), Err(Error::Code)));
}
