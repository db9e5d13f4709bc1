//! Measures search over 2,000 procedures, as many as a province has: how long one answer takes, query by query, while
//! people type. Prints one line of JSON; `cargo xtask bench site` compares its `p99_ms` with 3.

use std::time::Instant;

use backend::catalogue::{Snapshot, of_this_release};
use domain::catalogue::{Catalogue, Procedure};

const PROCEDURES: usize = 2_000;
const ROUNDS: usize = 20;

/// What else provinces do with the same objects.
const ACTIONS: [&str; 12] = [
    "Cấp",
    "Cấp lại",
    "Cấp đổi",
    "Gia hạn",
    "Điều chỉnh",
    "Thu hồi",
    "Đăng ký",
    "Xác nhận",
    "Thẩm định",
    "Công bố",
    "Chấm dứt",
    "Thông báo",
];

/// Whom or where it concerns.
const CASES: [&str; 8] = [
    "cho tổ chức trong nước",
    "cho cá nhân người nước ngoài",
    "thuộc thẩm quyền cấp tỉnh",
    "thuộc thẩm quyền cấp xã",
    "đối với hộ gia đình",
    "đối với cơ sở sản xuất nhỏ",
    "trong khu kinh tế cửa khẩu",
    "đối với dự án đầu tư",
];

const QUERIES: [&str; 30] = [
    "làm giấy khai sinh cho con",
    "trich luc khai sinh",
    "khai sinh tre em duoi 6 tuoi nhap khau bhyt",
    "mat giay khai sinh lam lai",
    "sua nam sinh tren giay khai sinh",
    "ket hon voi nguoi han quoc",
    "xac nhan tinh trang hon nhan de vay ngan hang",
    "sao y cong chung",
    "lap di chuc",
    "sang ten so do",
    "bo me cho con dat",
    "the chap so do vay ngan hang",
    "mo tiem tap hoa",
    "giay phep kinh doanh ho ca the",
    "xin phep xay nha cap 4",
    "xay them tang so voi giay phep",
    "dat co dinh quy hoach khong",
    "tien nguoi gia 75 tuoi",
    "truong dan toc noi tru",
    "work permit for foreigner",
    "giay an toan thuc pham quan com",
    "khai xinh",
    "gpxd",
    "1.001193.000.00.00.H21",
    "cấp lại giấy chứng nhận",
    "đăng ký",
    "thuộc thẩm quyền",
    "người nước ngoài",
    "zzzz qqqq wwww",
    "gia han giay phep lao dong cho nguoi nuoc ngoai thuoc tham quyen cap tinh",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let release = of_this_release().map_err(|faults| format!("{faults:?}"))?;
    let snapshot = Snapshot::of(grown(release), "2026-11-23".parse()?);
    let typed: Vec<String> = QUERIES.iter().flat_map(|query| as_typed(query)).collect();
    let mut times = Vec::with_capacity(typed.len() * ROUNDS);
    let mut hits = 0;
    for _ in 0..ROUNDS {
        for query in &typed {
            let begin = Instant::now();
            hits += snapshot.search(query, 100).hits.len();
            times.push(begin.elapsed());
        }
    }
    times.sort_unstable();
    let at = |share: f64| {
        let index = ((times.len() as f64 * share) as usize).min(times.len() - 1);
        times[index].as_secs_f64() * 1000.0
    };
    println!(
        "{{\"procedures\":{},\"queries\":{},\"hits\":{hits},\"p50_ms\":{:.3},\"p99_ms\":{:.3},\"max_ms\":{:.3}}}",
        snapshot.procedures().len(),
        times.len(),
        at(0.5),
        at(0.99),
        at(1.0),
    );
    Ok(())
}

/// The query after every second letter, since search answers while people type.
fn as_typed(query: &str) -> Vec<String> {
    let letters: Vec<char> = query.chars().collect();
    let ends = (2..letters.len()).step_by(2).chain([letters.len()]);
    ends.map(|end| letters[..end].iter().collect()).collect()
}

/// The catalogue with procedures made of its own words, up to as many as a province has.
fn grown(mut catalogue: Catalogue) -> Catalogue {
    let originals = catalogue.procedures.clone();
    let variants = ACTIONS.iter().flat_map(|action| CASES.iter().map(move |case| (action, case)));
    let mut number = 100_000;
    for (action, case) in variants {
        for original in &originals {
            if catalogue.procedures.len() == PROCEDURES {
                return catalogue;
            }
            number += 1;
            let mut name = original.name.clone();
            name.vi = format!("{action} {} {case}", name.vi.to_lowercase());
            catalogue.procedures.push(Procedure {
                code: format!("9.{number}"),
                name,
                form: None,
                ..original.clone()
            });
        }
    }
    catalogue
}
