//! One of each form, with names as long as they come.

use chrono::NaiveDateTime;

use crate::*;

fn at(text: &str) -> NaiveDateTime {
    text.parse().unwrap()
}

fn party() -> Party {
    Party {
        name: "Công Tằng Tôn Nữ Nguyễn Phước Thị Quỳnh Trâm Ngọc Hoàng Khuê Diễm".to_owned(),
        address: Some(
            "Hẻm 12/34/56 đường Nguyễn Thị Minh Khai, tổ dân phố 7, Phường Diên Hồng, Tỉnh Gia Lai"
                .to_owned(),
        ),
        phone: Some("0912 345 678".to_owned()),
        email: Some("cong.tang.ton.nu.quynh.tram@thu-dien-tu.example.vn".to_owned()),
    }
}

const PROCEDURE: &str =
    "Thủ tục đăng ký khai sinh kết hợp đăng ký nhận cha, mẹ, con cho người đã có hồ sơ, giấy tờ cá nhân";

pub fn receipt() -> Receipt {
    let paper = |name: &str, kind, quantity| Paper { name: name.to_owned(), kind, quantity };
    Receipt {
        applicant: party(),
        procedure: PROCEDURE.to_owned(),
        papers: vec![
            paper("Giấy chứng sinh do cơ sở y tế nơi trẻ sinh ra cấp", PaperKind::Original, 1),
            paper("Văn bản ủy quyền có chứng thực", PaperKind::Electronic, 2),
        ],
        sets: 1,
        time_limit: Some(Limit::WorkingDays { half_days: 5 }),
        received_at: at("2026-11-24T08:37:00"),
        due_at: Some(at("2026-11-27T08:37:00")),
        delivery: Some(Delivery::AtDesk),
        amount_vnd: Some(8000),
        is_paid: true,
        book: Some(Book { volume: "2026-01".to_owned(), line: 1234 }),
        handed_in_by: "Nguyễn Thị Hoa".to_owned(),
        received_by: "Trần Văn Minh".to_owned(),
    }
}

/// A letter with this content.
pub fn letter(content: Content) -> Letter {
    let number = match &content {
        Content::Receipt(_) => 1,
        Content::SupplementRequest(_) => 2,
        Content::Refusal(_) => 3,
        Content::Apology(_) => 4,
        Content::Stop(_) => 5,
        Content::ControlSheet(_) => 6,
        Content::Register(_) => 7,
    };
    let is_register = number == 7;
    Letter {
        head: Head {
            superior: Some("Ủy ban nhân dân tỉnh Gia Lai".to_owned()),
            agency: "Trung tâm Phục vụ hành chính công tỉnh Gia Lai".to_owned(),
            number: (!is_register).then_some(1234),
            symbol: "TNHS".to_owned(),
            place: "Gia Lai".to_owned(),
            issued_at: at("2026-11-24T08:37:00"),
            dossier_code: (!is_register).then(|| "H21.01-261124-0011".to_owned()),
            form_number: format!("{number:02}"),
            circular: "03/2025/TT-VPCP".to_owned(),
        },
        proof: (!is_register).then(|| Proof {
            link: format!("https://dichvucong.gialai.gov.vn/xac-minh?s={}", "0123456789ABCDEF".repeat(13)),
            typed_code: "10PN-4XWW-R7K0-PC29".to_owned(),
            page: "dichvucong.gialai.gov.vn/xac-minh".to_owned(),
        }),
        content,
    }
}

/// One of each form, by number.
pub fn letters() -> Vec<Letter> {
    let contact =
        || Contact { name: "Bộ phận một cửa Pleiku".to_owned(), phone: "0269 1022".to_owned() };
    let officer = || "Phạm Thị Thu Hằng".to_owned();
    let procedure = || PROCEDURE.to_owned();
    let point = |what: &str, basis: Option<&str>| Point {
        what: what.to_owned(),
        why: "ảnh mờ, không đọc được số và ngày cấp".to_owned(),
        basis: basis.map(str::to_owned),
    };
    let contents = vec![
        Content::Receipt(receipt()),
        Content::SupplementRequest(SupplementRequest {
            applicant: party(),
            procedure: procedure(),
            points: vec![
                point("Giấy chứng sinh", Some("Điều 16 Luật Hộ tịch")),
                point("Nơi cư trú của người mẹ", None),
            ],
            stage: Stage::Intake,
            answer_by: Some(at("2026-12-24T17:00:00")),
            contact: contact(),
            officer: officer(),
        }),
        Content::Refusal(Refusal {
            applicant: party(),
            procedure: procedure(),
            reasons: vec![
                "Không thuộc thẩm quyền giải quyết của cơ quan".to_owned(),
                "Hồ sơ giả mạo".to_owned(),
            ],
            basis: Some("Điều 17 Nghị định 118/2025/NĐ-CP".to_owned()),
            officer: officer(),
        }),
        Content::Apology(Apology {
            applicant: party(),
            procedure: procedure(),
            unit: "Sở Tư pháp".to_owned(),
            received_at: at("2026-11-20T08:00:00"),
            due_before: at("2026-11-24T17:00:00"),
            due_at: at("2026-11-26T17:00:00"),
            reason: "chờ xác minh của cơ quan đại diện ở nước ngoài".to_owned(),
            contact: Some(contact()),
            officer: officer(),
        }),
        Content::Stop(Stop {
            applicant: party(),
            procedure: procedure(),
            unit: "Sở Tư pháp".to_owned(),
            received_at: Some(at("2026-11-20T08:00:00")),
            reasons: vec!["Người yêu cầu không bổ sung hồ sơ trong thời hạn".to_owned()],
            basis: Some("Điều 18 Nghị định 118/2025/NĐ-CP".to_owned()),
            stage: Stage::Processing,
            settlement: Some("hoàn trả 8.000 đồng tại bộ phận một cửa".to_owned()),
            officer: officer(),
        }),
        Content::ControlSheet(ControlSheet {
            procedure: procedure(),
            lead_unit: "Sở Tư pháp".to_owned(),
            other_units: Some("Công an tỉnh".to_owned()),
            received_at: Some(at("2026-11-24T08:37:00")),
            due_at: Some(at("2026-11-27T08:37:00")),
            steps: [None, Some(Outcome::Early), Some(Outcome::OnTime), Some(Outcome::Late)]
                .into_iter()
                .map(|outcome| Step {
                    from: "Nguyễn Thị Tiếp Nhận, bộ phận một cửa".to_owned(),
                    to: "Lê Văn Chuyên Viên, Sở Tư pháp".to_owned(),
                    at: at("2026-11-24T09:05:00"),
                    outcome,
                    note: "Chuyển xử lý".to_owned(),
                })
                .collect(),
        }),
        Content::Register(Register {
            volume: Some("01".to_owned()),
            from: at("2026-11-01T00:00:00"),
            to: at("2026-11-30T23:59:00"),
            lines: (1..=60)
                .map(|number| Line {
                    dossier_code: format!("H21.01-261124-{number:04}"),
                    procedure: procedure(),
                    sets: 1,
                    applicant: Party { email: None, ..party() },
                    unit: "Sở Tư pháp".to_owned(),
                    received_at: Some(at("2026-11-24T08:37:00")),
                    due_at: Some(at("2026-11-27T08:37:00")),
                    sent_at: (number % 2 == 0).then(|| at("2026-11-24T09:00:00")),
                    returned_at: None,
                    delivery: Some(Delivery::Online),
                    note: String::new(),
                })
                .collect(),
        }),
    ];
    contents.into_iter().map(letter).collect()
}

/// Every text of the content that is to be read on the paper as it is.
pub fn texts(content: &Content) -> Vec<String> {
    let mut found = Vec::new();
    gather(&serde_json::to_value(content).unwrap(), &mut found);
    found
}

fn gather(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(values) => {
            // Marks and times are shown in other words.
            let marks = ["form", "kind", "outcome", "in", "stage", "delivery"];
            for (_, value) in values.iter().filter(|(key, _)| !marks.contains(&key.as_str())) {
                gather(value, found);
            }
        }
        serde_json::Value::Array(values) => values.iter().for_each(|value| gather(value, found)),
        serde_json::Value::String(text) if text.parse::<NaiveDateTime>().is_err() => found.push(text.clone()),
        _ => {}
    }
}
