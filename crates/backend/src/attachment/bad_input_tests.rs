//! What people and attackers send, from the first byte to the last: each is refused with its reason, or kept and handed
//! out as it came.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use domain::Problem;
use futures::{TryStreamExt, stream};

use super::*;
use crate::account::{Citizen, testing::citizen};
use crate::dossier::testing::draft;
use crate::testing::{TestPortal, on_each_store};

const PAPER: &str = "birth_notification";
const PDF: &[u8] =
    b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n";
const EICAR: &[u8] = br"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";
const SCRIPT: &[u8] = b"<script>alert(1)</script>";

/// A PDF with something in its middle.
fn pdf(middle: &[u8]) -> Vec<u8> {
    [b"%PDF-1.7\n", middle, b"\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"].concat()
}

/// A photo as phones take them: where it was taken, its size, the picture, and what stands behind it.
fn jpeg(width: u16, height: u16, behind: &[u8]) -> Vec<u8> {
    let mut bytes =
        b"\xff\xd8\xff\xe1\0\x18Exif\0\0MM\0*\0\0\0\x08\0\x01\x88\x25\0\x04\0\0\xff\xc0\0\x11\x08".to_vec();
    bytes.extend(height.to_be_bytes());
    bytes.extend(width.to_be_bytes());
    bytes.extend(b"\x03\x01\x22\0\x02\x11\x01\x03\x11\x01\xff\xda\0\x0c\x03\x01\0\x02\x11\x03\x11\0\x3f\0");
    bytes.extend(b"the picture\xff\0 and so on ".repeat(10_000));
    bytes.extend(b"\xff\xd9");
    bytes.extend(behind);
    bytes
}

fn png(width: u32, height: u32, behind: &[u8]) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend(b"\x08\x06\0\0\0\0\0\0\0\0\0\0\0IEND\xaeB\x60\x82");
    bytes.extend(behind);
    bytes
}

fn heic() -> Vec<u8> {
    [&b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\x20meta\0\0\0\0\0\0\0\x14ispe\0\0\0\0\0\0\x0f\xc0\0\0\x0b\xd0"[..],
     b"\0\0\0\x10mdatpicture!"]
    .concat()
}

fn webp() -> Vec<u8> {
    b"RIFF\x1a\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\x0f\0\xff\x0b\0next".to_vec()
}

/// A ZIP archive of empty files.
fn zip(names: impl Iterator<Item = String>) -> Vec<u8> {
    let (mut files, mut directory) = (Vec::new(), Vec::new());
    for name in names {
        let length = u16::try_from(name.len()).unwrap().to_le_bytes();
        directory.extend(b"PK\x01\x02\x14\0\x14\0");
        directory.extend([0; 20]);
        directory.extend(length);
        directory.extend([0; 16]);
        directory.extend(name.as_bytes());
        files.extend(b"PK\x03\x04\x14\0");
        files.extend([0; 20]);
        files.extend(length);
        files.extend([0; 2]);
        files.extend(name.as_bytes());
    }
    [&files[..], &directory, b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff\0\0\0\0\0\0\0\0\0\0"].concat()
}

async fn sent(
    portal: &TestPortal,
    citizen: &Citizen,
    draft: Uuid,
    name: &str,
    declared: &str,
    bytes: &[u8],
) -> Uploaded {
    let pieces: Vec<std::result::Result<Bytes, std::convert::Infallible>> =
        bytes.chunks(65_536).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    upload(portal, citizen.into(), draft, PAPER, name, declared, stream::iter(pieces)).await.unwrap()
}

async fn what_must_be_refused_is_refused_with_its_reason(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let id = draft(&portal, &hoa).await;
    let huge = Problem::PictureTooLarge { max_megapixels: 250 };
    let photo = jpeg(4000, 3000, b"");
    let entities = b"<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;\">]><lolz>&b;</lolz>";
    let external =
        b"<?xml version=\"1.0\"?><!DOCTYPE s [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><svg>&x;</svg>";
    let bomb = zip(std::iter::once("42.zip".to_owned()));
    for (what, name, declared, bytes, problem) in [
        ("empty", "a.pdf", "application/pdf", vec![], Problem::FileEmpty),
        ("PDF cut off", "a.pdf", "", PDF[..PDF.len() - 8].to_vec(), Problem::FileTruncated),
        ("JPEG cut off", "a.jpg", "", photo[..photo.len() / 2].to_vec(), Problem::FileTruncated),
        ("PNG cut off", "a.png", "", png(9, 9, b"")[..40].to_vec(), Problem::FileTruncated),
        ("HEIC cut off", "a.heic", "", heic()[..64].to_vec(), Problem::FileTruncated),
        ("WebP cut off", "a.webp", "", webp()[..30].to_vec(), Problem::FileTruncated),
        ("PDF locked", "a.pdf", "", pdf(b"trailer<</Encrypt 5 0 R>>"), Problem::FileLocked),
        ("PDF and ZIP", "a.pdf", "", [PDF, &bomb, b"%%EOF"].concat(), Problem::FileNameDisagrees),
        ("GIF and script", "a.gif", "image/gif", b"GIF89a/*\0*/=1;alert(1)//".to_vec(), Problem::FileKind),
        ("page in a PNG", "a.png", "image/png", png(9, 9, SCRIPT), Problem::FileNameDisagrees),
        (
            "page in a JPEG",
            "a.jpg",
            "image/jpeg",
            jpeg(9, 9, b"<SVG onload=alert(1)>"),
            Problem::FileNameDisagrees,
        ),
        ("60000 x 60000", "a.png", "image/png", png(60_000, 60_000, b""), huge.clone()),
        ("65535 x 65535", "a.jpg", "image/jpeg", jpeg(65_535, 65_535, b""), huge),
        (
            "SVG with script",
            "a.svg",
            "image/svg+xml",
            [b"<svg>", SCRIPT, b"</svg>"].concat(),
            Problem::FileKind,
        ),
        ("SVG with an external entity", "a.svg", "", external.to_vec(), Problem::FileKind),
        ("SVG called PNG", "a.png", "image/png", [b"<svg>", SCRIPT, b"</svg>"].concat(), Problem::FileKind),
        ("entity bomb", "a.xml", "text/xml", entities.to_vec(), Problem::FileKind),
        ("zip bomb", "a.zip", "application/zip", bomb.clone(), Problem::FileArchive),
        ("zip bomb called PDF", "a.pdf", "application/pdf", bomb, Problem::FileArchive),
        ("zip of 70,000", "a.zip", "", zip((0..70_000).map(|at| at.to_string())), Problem::FileArchive),
        ("zip slip", "a.zip", "", zip(std::iter::once("../../etc/passwd".to_owned())), Problem::FileArchive),
        ("EICAR", "eicar.com", "", EICAR.to_vec(), Problem::FileKind),
        ("program", "a.pdf", "application/pdf", b"MZ\x90\0\x03".to_vec(), Problem::FileProgram),
        ("film", "a.mp4", "video/mp4", b"\0\0\0\x18ftypisom".to_vec(), Problem::FileVideo),
        ("Word", "a.docx", "", zip(std::iter::once("word/document.xml".to_owned())), Problem::FileOldOffice),
        ("ending of another kind", "a.jpg", "image/jpeg", PDF.to_vec(), Problem::FileNameDisagrees),
        ("type of another kind", "a.pdf", "text/html", PDF.to_vec(), Problem::FileNameDisagrees),
        ("two endings", "a.pdf.exe", "", PDF.to_vec(), Problem::FileProgram),
        ("two endings, turned round", "a.html.pdf", "", PDF.to_vec(), Problem::FileProgram),
        ("an ending seen backwards", "gi\u{202e}fdp.exe", "", PDF.to_vec(), Problem::FileProgram),
    ] {
        match sent(&portal, &hoa, id, name, declared, &bytes).await {
            Uploaded::Refused(paper) => assert_eq!(paper.refusal, Some(problem), "{what}"),
            other => panic!("{what}: {other:?}"),
        }
    }
    let papers = of_draft(&portal, id).await.unwrap();
    assert!(papers.iter().all(|paper| paper.refusal.is_some()), "{papers:?}");
}
on_each_store!(what_must_be_refused_is_refused_with_its_reason);

async fn what_people_have_is_taken_and_comes_back_as_it_was_sent(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let film = b"\0\0\0\x18ftypmp42\xff\x17\xff\xe0 film".repeat(9_000);
    let image = b"\xff\xd8\xff\xe0 a page \xff\xd9".repeat(5_000);
    for (what, name, declared, bytes) in [
        ("phone photo", "IMG_2031.JPG", "image/jpeg", jpeg(4032, 3024, b"")),
        ("phone photo with a film", "PXL_2031.MP.jpg", "image/jpeg", jpeg(4032, 3024, &film)),
        ("photo filled up with zeros", "DSC0001.jpg", "image/jpeg", jpeg(4032, 3024, &[0; 99_000])),
        ("photo that a messenger called PNG", "zalo.png", "image/png", jpeg(1280, 960, b"")),
        ("photo of 200 megapixels", "a.jpg", "", jpeg(16_320, 12_240, b"")),
        ("HEIC", "IMG_2032.HEIC", "image/heic", heic()),
        ("PNG", "Ảnh chụp màn hình.png", "image/png", png(1080, 2400, b"")),
        ("WebP", "a.webp", "image/webp", webp()),
        ("scan", "SCAN0001.PDF", "application/pdf", pdf(&image)),
        ("office", "đơn.pdf", "application/pdf", pdf(b"1 0 obj<</Producer(Microsoft Word)>>endobj")),
        ("signed", "đã ký.pdf", "", pdf(b"2 0 obj<</Type/Sig/EncryptMetadata false>>endobj\n%%EOF\n3 0 obj")),
        ("JavaScript", "a.pdf", "", pdf(b"1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj")),
        ("Launch", "a.pdf", "", pdf(b"1 0 obj<</OpenAction<</S/Launch/F(cmd.exe)>>>>endobj")),
        ("EICAR in a PDF, which is for the scanner to find", "a.pdf", "", pdf(EICAR)),
        ("of no declared type", "a.pdf", "application/octet-stream", PDF.to_vec()),
    ] {
        let id = draft(&portal, &hoa).await;
        let Uploaded::Kept(paper) = sent(&portal, &hoa, id, name, declared, &bytes).await else {
            panic!("{what} was not taken");
        };
        let Opened::File(found) = download(&portal, &hoa, paper.id).await.unwrap() else { panic!("{what}") };
        assert!(found.content.try_collect::<Vec<_>>().await.unwrap().concat() == bytes, "{what}");
    }
}
on_each_store!(what_people_have_is_taken_and_comes_back_as_it_was_sent);

async fn whatever_a_file_is_called_its_name_is_harmless(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let id = draft(&portal, &hoa).await;
    let (long, longer) = (format!("{}.pdf", "a".repeat(251)), format!("{}.pdf", "ế".repeat(300)));
    for (name, clean) in [
        (long.as_str(), None),
        (&longer, None),
        ("giấy chứng sinh.pdf", Some("giấy chứng sinh.pdf")),
        ("gia\u{302}\u{301}y chu\u{31b}\u{301}ng sinh.pdf", Some("giấy chứng sinh.pdf")),
        ("a\0b.pdf", Some("ab.pdf")),
        ("CON", Some("_CON.pdf")),
        ("con.pdf", Some("_con.pdf")),
        ("a.pdf.", Some("a.pdf")),
        ("a.pdf ", Some("a.pdf")),
        ("gi\u{202e}ấy.pdf", Some("giấy.pdf")),
        ("../../../etc/passwd", Some("passwd.pdf")),
        ("", Some("tep.pdf")),
    ] {
        let Uploaded::Kept(paper) = sent(&portal, &hoa, id, name, "", PDF).await else {
            panic!("{name:?} was not taken");
        };
        assert!(paper.name.len() <= 255 && paper.name.ends_with(".pdf"), "{:?}", paper.name);
        if let Some(clean) = clean {
            assert_eq!(paper.name, clean, "{name:?}");
        }
        let Opened::File(found) = download(&portal, &hoa, paper.id).await.unwrap() else {
            panic!("{name:?}")
        };
        assert!(found.content.try_collect::<Vec<_>>().await.unwrap().concat() == PDF, "{name:?}");
    }
}
on_each_store!(whatever_a_file_is_called_its_name_is_harmless);
