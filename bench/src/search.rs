//! Search over as many procedures as a province has.

use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use domain::Text;
use domain::catalogue::{Procedure, ProcedureField, SearchWords};
use domain::search::SearchIndex;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The catalogue's own procedures and variations of them make this many.
pub const PROCEDURES: usize = 2_000;

/// What sets one variation apart from another.
const VARIATIONS: [&str; 12] = [
    "cho người cao tuổi",
    "có yếu tố nước ngoài",
    "lưu động",
    "trong khu kinh tế",
    "đối với tổ chức",
    "của hợp tác xã",
    "ở khu vực biên giới",
    "cấp tỉnh",
    "sau sáp nhập",
    "bị hư hỏng",
    "theo ủy quyền",
    "quá hạn",
];

/// Milliseconds within which 99 of 100 searches are answered. `catalogue` is the folder of that name.
pub fn slow_search(catalogue: &Path) -> Result<f64> {
    let mut procedures: Vec<Procedure> = Vec::new();
    for file in fs::read_dir(catalogue.join("procedures"))? {
        procedures.extend(read::<Vec<Procedure>>(&file?.path(), "procedures")?);
    }
    let fields: Vec<ProcedureField> = read(&catalogue.join("fields.json"), "fields")?;
    let words: SearchWords = read(&catalogue.join("search.json"), "search")?;
    let typed = typed(&procedures, &words);

    let own = procedures.len();
    for number in own..PROCEDURES {
        let (variation, of) = (VARIATIONS[(number / own) % VARIATIONS.len()], number % own);
        let mut procedure = procedures[of].clone();
        procedure.code = format!("9.{number:06}");
        let vi = format!("{} {variation} {}", procedure.name.vi, number / own / VARIATIONS.len());
        procedure.name = Text { vi, ..procedure.name };
        procedures.push(procedure);
    }

    let index = SearchIndex::build(&procedures, &fields, &words);
    let mut times: Vec<f64> = Vec::with_capacity(typed.len() * 3);
    for _ in 0..3 {
        for words in &typed {
            let begin = Instant::now();
            std::hint::black_box(index.search(words, 20));
            times.push(begin.elapsed().as_secs_f64() * 1_000.0);
        }
    }
    times.sort_by(f64::total_cmp);
    times.get(times.len() * 99 / 100).copied().context("nothing was searched")
}

/// What people type: names and everyday words, whole, cut off while typing, without diacritics, with a slip.
fn typed(procedures: &[Procedure], words: &SearchWords) -> Vec<String> {
    let everyday = words.synonyms.iter().flat_map(|entry| entry.terms.iter().cloned());
    let names = procedures.iter().map(|procedure| procedure.name.vi.clone());
    everyday
        .chain(names)
        .flat_map(|whole| {
            let letters: Vec<char> = whole.chars().collect();
            let begun: String = letters[..letters.len().div_ceil(2)].iter().collect();
            let mut slip = letters.clone();
            if slip.len() > 4 {
                let middle = slip.len() / 2;
                slip.swap(middle, middle - 1);
            }
            let folded = domain::fold::fold(&whole);
            [folded, begun, slip.into_iter().collect(), whole]
        })
        .collect()
}

fn read<T: DeserializeOwned>(path: &Path, key: &str) -> Result<T> {
    let mut file: Value = serde_json::from_str(&fs::read_to_string(path)?)?;
    let value = file.get_mut(key).with_context(|| format!("{} has no {key}", path.display()))?;
    Ok(serde_json::from_value(value.take())?)
}
