//! Kinds of files as file dialogues of browsers name them.

use super::FileKind;

/// What a browser's file dialogue offers where these kinds are taken (HTML, `accept`).
pub fn accept(kinds: &[FileKind]) -> String {
    let endings = kinds.iter().flat_map(|kind| kind.endings()).map(|ending| [".", *ending].concat());
    let takes_every_picture = FileKind::ALL.iter().all(|kind| !kind.is_picture() || kinds.contains(kind));
    // With `image/*` phones offer their photos and the camera.
    let others = kinds.iter().filter(|kind| !(takes_every_picture && kind.is_picture()));
    let others = others.map(|kind| kind.media_type().to_owned());
    let pictures = takes_every_picture.then(|| "image/*".to_owned());
    endings.chain(others).chain(pictures).collect::<Vec<_>>().join(",")
}

/// The kinds in what [`accept`] writes.
pub fn accepted(accept: &str) -> Vec<FileKind> {
    let ending = |kind: &FileKind| [".", kind.endings()[0]].concat();
    FileKind::ALL.into_iter().filter(|kind| accept.split(',').any(|offer| offer == ending(kind))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_dialogues_offer_what_is_taken() {
        assert_eq!(accept(&[FileKind::Pdf]), ".pdf,application/pdf");
        assert_eq!(accept(&[FileKind::Png, FileKind::Webp]), ".png,.webp,image/png,image/webp");
        let all = accept(&FileKind::ALL);
        assert!(all.starts_with(".pdf,.jpg,.jpeg,") && all.ends_with(",application/pdf,image/*"), "{all}");
        let some = [FileKind::Heic, FileKind::Webp];
        for kinds in [&FileKind::ALL[..], &FileKind::ALL[1..], &[FileKind::Pdf], &some] {
            assert_eq!(accepted(&accept(kinds)), kinds);
        }
        assert_eq!(accepted(""), []);
    }
}
