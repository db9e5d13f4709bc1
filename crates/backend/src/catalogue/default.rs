//! The catalogue that the binary carries.

use super::File;

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../../catalogue/", $name)))),*]
    };
}

const FILES: &[(&str, &str)] = files![
    "agencies.json",
    "days-off.json",
    "fields.json",
    "procedures/bao-tro-xa-hoi.json",
    "procedures/bien-phap-bao-dam.json",
    "procedures/chung-thuc.json",
    "procedures/cong-thuong.json",
    "procedures/cu-tru.json",
    "procedures/dat-dai.json",
    "procedures/du-lich.json",
    "procedures/duong-bo.json",
    "procedures/giam-ngheo.json",
    "procedures/giao-duc.json",
    "procedures/ho-kinh-doanh.json",
    "procedures/ho-tich.json",
    "procedures/lao-dong.json",
    "procedures/nguoi-co-cong.json",
    "procedures/quang-cao.json",
    "procedures/quy-hoach.json",
    "procedures/thu-y.json",
    "procedures/xay-dung.json",
    "procedures/y-te.json",
    "search.json",
    "units.json",
];

/// The files of the folder `catalogue/`.
pub fn files() -> Vec<File> {
    FILES
        .iter()
        .map(|(name, text)| File { name: format!("catalogue/{name}"), text: (*text).to_owned() })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use std::collections::BTreeSet;
    use std::path::Path;

    #[test]
    fn every_file_of_the_folder_is_carried() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue");
        let mut found = BTreeSet::new();
        for folder in ["", "procedures/"] {
            for entry in std::fs::read_dir(root.join(folder)).unwrap() {
                let name = entry.unwrap().file_name().into_string().unwrap();
                if name.ends_with(".json") {
                    found.insert(format!("{folder}{name}"));
                }
            }
        }
        let carried: BTreeSet<_> = super::FILES.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(found, carried);
    }
}
