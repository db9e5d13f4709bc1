//! The address of every page: one function each, so that a link cannot point nowhere.
//!
//! Vietnamese addresses have no prefix, English ones lie under `/en`. The words in them stay Vietnamese.

use crate::i18n::Language;

fn at(language: Language, path: &str) -> String {
    format!("{}{path}", language.prefix())
}

/// The home page.
pub fn home(language: Language) -> String {
    match language {
        Language::Vietnamese => "/".into(),
        Language::English => "/en".into(),
    }
}

/// The page at `path` in the other language; `path` may carry a query.
pub fn in_language(language: Language, path: &str) -> String {
    let bare = match Language::of_path(path.split('?').next().unwrap_or_default()) {
        Language::English => path.strip_prefix("/en").unwrap_or(path),
        Language::Vietnamese => path,
    };
    // One slash: what follows two, or a backslash, is another host to a browser.
    let bare = ["/", bare.trim_start_matches(['/', '\\'])].concat();
    match language {
        Language::Vietnamese => bare,
        Language::English => format!("/en{}", if bare == "/" { "" } else { &bare }),
    }
}

/// Choosing who provides the account to register.
pub fn register(language: Language) -> String {
    at(language, "/dang-ky")
}

/// A step of a registration.
pub fn register_step(language: Language, step: &str) -> String {
    at(language, &format!("/dang-ky/{step}"))
}

/// Choosing which account to log in with.
pub fn login(language: Language) -> String {
    at(language, "/dang-nhap")
}

/// A step of logging in.
pub fn login_step(language: Language, step: &str) -> String {
    at(language, &format!("/dang-nhap/{step}"))
}

/// Where the button of the mail about a lock leads.
pub fn unlock(language: Language, token: &str) -> String {
    at(language, &format!("/dang-nhap/mo-khoa/{token}"))
}

/// Where the mail's button leads: `token` is the secret of the mail.
pub fn confirm(language: Language, token: &str) -> String {
    at(language, &format!("/dang-ky/xac-nhan/{token}"))
}

/// All procedures.
pub fn catalogue(language: Language) -> String {
    at(language, "/dich-vu-cong")
}

/// The procedures that can be filed online.
pub fn online_catalogue(language: Language) -> String {
    at(language, "/dich-vu-cong-truc-tuyen")
}

/// The procedures that belong to something that happens in somebody's life.
pub fn life_event(language: Language, id: &str) -> String {
    at(language, &format!("/dich-vu-cong?viec={id}"))
}

/// One procedure, by its national code.
pub fn procedure(language: Language, code: &str) -> String {
    at(language, &format!("/dich-vu-cong/{code}"))
}

/// The form of a procedure, to print and fill by hand.
pub fn blank_form(language: Language, code: &str) -> String {
    at(language, &format!("/dich-vu-cong/{code}/mau"))
}

/// Logging in, and then to `path`, an address of ours.
pub fn login_then(language: Language, path: &str) -> String {
    format!("{}?tiep={}", login(language), query_value(path))
}

/// The receiving desks.
pub fn desks(language: Language) -> String {
    at(language, "/noi-tiep-nhan")
}

/// Begins filing a procedure.
pub fn begin_filing(language: Language, code: &str) -> String {
    at(language, &format!("/nop-ho-so?thu-tuc={}", query_value(code)))
}

/// What the addresses of drafts begin with.
pub fn drafts(language: Language) -> String {
    at(language, "/nop-ho-so/")
}

/// Going on with a draft where it was left.
pub fn go_on(language: Language, draft: &str) -> String {
    at(language, &format!("/nop-ho-so/{draft}"))
}

/// A step of filing.
pub fn filing(language: Language, draft: &str, step: &str) -> String {
    at(language, &format!("/nop-ho-so/{draft}/{step}"))
}

/// The dossiers and drafts of the logged-in person.
pub fn dossiers(language: Language) -> String {
    at(language, "/ho-so")
}

/// One dossier of the logged-in person, by its code.
pub fn dossier(language: Language, code: &str) -> String {
    at(language, &format!("/ho-so/{code}"))
}

/// The receipt of a dossier of the logged-in person.
pub fn receipt(language: Language, code: &str) -> String {
    at(language, &format!("/ho-so/{code}/da-nop"))
}

/// The papers that the logged-in person keeps for later dossiers.
pub fn kept(language: Language) -> String {
    at(language, "/tai-khoan/giay-to")
}

/// One of them, to say until when it is good.
pub fn kept_paper(language: Language, id: uuid::Uuid) -> String {
    at(language, &format!("/tai-khoan/giay-to/{id}"))
}

/// One of them, to keep it no longer.
pub fn drop_kept(language: Language, id: uuid::Uuid) -> String {
    at(language, &format!("/tai-khoan/giay-to/{id}/xoa"))
}

/// Keeping papers of a dossier.
pub fn keep_papers(language: Language, code: &str) -> String {
    at(language, &format!("/ho-so/{code}/giu-giay-to"))
}

/// Choosing a kept paper for a paper of a draft.
pub fn choose_kept(language: Language, draft: &str, paper: &str) -> String {
    at(language, &format!("/nop-ho-so/{draft}/kho/{}", query_value(paper)))
}

/// Hands out a file of the logged-in person; not a page.
pub fn download(paper: uuid::Uuid) -> String {
    format!("/giay-to/{paper}")
}

/// A small picture of a photo that was handed in.
pub fn thumbnail(paper: uuid::Uuid) -> String {
    format!("/giay-to/{paper}/nho")
}

/// Takes the form of the papers of a draft by POST, files and all; not a page.
pub fn hand_in(draft: uuid::Uuid) -> String {
    format!("/tai-len/{draft}")
}

/// Begins to take a file for a paper of a draft by tus; not a page.
pub fn begin_upload(draft: uuid::Uuid, paper: &str) -> String {
    format!("/files/{draft}/{paper}")
}

/// Looking up a dossier without an account.
pub fn tracking(language: Language) -> String {
    at(language, "/tra-cuu")
}

/// Looking up the dossier with this code.
pub fn tracking_of(language: Language, code: &str) -> String {
    at(language, &format!("/tra-cuu?ma={}", query_value(code)))
}

/// Whether a paper is genuine.
pub fn verify(language: Language) -> String {
    at(language, "/xac-minh")
}

/// The public keys of the portal's seals; not a page.
pub const SIGNING_KEYS: &str = "/xac-minh/khoa.json";

/// Hands out a form that was given out for a dossier of the logged-in person, as PDF; not a page.
pub fn printed_form(code: &str, id: uuid::Uuid) -> String {
    format!("/ho-so/{code}/giay/{id}")
}

/// The account of the logged-in person.
pub fn account(language: Language) -> String {
    at(language, "/tai-khoan")
}

/// Where one is logged in.
pub fn sessions(language: Language) -> String {
    at(language, "/tai-khoan/phien")
}

/// Proving once more who one is, and then to `path`, an address of ours.
pub fn proof_then(language: Language, path: &str) -> String {
    at(language, &format!("/tai-khoan/xac-nhan?tiep={}", query_value(path)))
}

/// Another password.
pub fn change_password(language: Language) -> String {
    at(language, "/tai-khoan/mat-khau")
}

/// Another mailbox.
pub fn change_mailbox(language: Language) -> String {
    at(language, "/tai-khoan/hop-thu")
}

/// The code that was sent to the new mailbox.
pub fn mailbox_code(language: Language) -> String {
    at(language, "/tai-khoan/hop-thu/ma")
}

/// The phone: confirming it, or another one.
pub fn change_phone(language: Language) -> String {
    at(language, "/tai-khoan/dien-thoai")
}

/// The code that was sent to it.
pub fn phone_code(language: Language) -> String {
    at(language, "/tai-khoan/dien-thoai/ma")
}

/// The code that was sent to the phone of somebody who forgot the password.
pub fn recovery_code(language: Language) -> String {
    at(language, "/dang-nhap/quen-mat-khau/ma")
}

/// Getting back in after the password was forgotten.
pub fn recover(language: Language) -> String {
    at(language, "/dang-nhap/quen-mat-khau")
}

/// Where the mail leads that gets one back in: `token` is its secret.
pub fn recovery(language: Language, token: &str) -> String {
    at(language, &format!("/dang-nhap/quen-mat-khau/{token}"))
}

/// The second factors of the account.
pub fn factors(language: Language) -> String {
    at(language, "/tai-khoan/xac-thuc")
}

/// Setting up an authenticator app.
pub fn add_app(language: Language) -> String {
    at(language, "/tai-khoan/xac-thuc/ung-dung")
}

/// Recovery codes that were just drawn.
pub fn new_codes(language: Language) -> String {
    at(language, "/tai-khoan/xac-thuc/ma-khoi-phuc")
}

/// What is stored about the logged-in person.
pub fn my_data(language: Language) -> String {
    at(language, "/tai-khoan/du-lieu")
}

/// Hands out all of it as a file; not a page.
pub fn take_data() -> &'static str {
    "/tai-khoan/du-lieu/tep"
}

/// Where the button of the mail about a deletion leads.
pub fn keep_account(language: Language, token: &str) -> String {
    at(language, &format!("/tai-khoan/du-lieu/giu/{token}"))
}

/// Adding an organisation to the account.
pub fn add_organisation(language: Language) -> String {
    at(language, "/tai-khoan/to-chuc")
}

/// What waits for an officer.
pub fn inbox(language: Language) -> String {
    at(language, "/tiep-nhan")
}

/// Who stands in for an officer who is away.
pub fn absence(language: Language) -> String {
    at(language, "/tiep-nhan/vang-mat")
}

/// Where the mail leads that invites somebody to work for an agency: `token` is its secret.
pub fn accept_invitation(language: Language, token: &str) -> String {
    at(language, &format!("/tiep-nhan/moi/{token}"))
}

/// What an officer is told who has not shown a second factor; then to `path`, an address of ours.
pub fn officer_factor_then(language: Language, path: &str) -> String {
    at(language, &format!("/tiep-nhan/buoc-hai?tiep={}", query_value(path)))
}

/// Who works for the agencies.
pub fn members(language: Language) -> String {
    at(language, "/quan-tri/nhan-su")
}

/// How dossiers fare, for everybody.
pub fn statistics(language: Language) -> String {
    at(language, "/thong-ke")
}

/// Other systems: their tokens, and where they are told what happens.
pub fn systems(language: Language) -> String {
    at(language, "/quan-tri/he-thong")
}

/// The counter: who comes next.
pub fn counter(language: Language) -> String {
    at(language, "/tiep-nhan/quay")
}

/// What an officer files for somebody at the counter.
pub fn counter_visit(language: Language, visit: uuid::Uuid) -> String {
    at(language, &format!("/tiep-nhan/quay/{visit}"))
}

/// What somebody at the counter is given.
pub fn counter_done(language: Language, visit: uuid::Uuid) -> String {
    at(language, &format!("/tiep-nhan/quay/{visit}/xong"))
}

/// Takes what an officer filled in and scanned by POST; not a page.
pub fn counter_save(visit: uuid::Uuid) -> String {
    format!("/tiep-nhan/quay/{visit}/luu")
}

/// Hands an officer a form that was given out for a dossier, as PDF; not a page.
pub fn desk_form(code: &str, form: uuid::Uuid) -> String {
    format!("/tiep-nhan/ho-so/{code}/giay/{form}")
}

/// Hands an officer the control sheet of a dossier (form 06), as PDF; not a page.
pub fn control_sheet(code: &str) -> String {
    format!("/tiep-nhan/ho-so/{code}/phieu-kiem-soat")
}

/// Hands an officer the register of a desk (form 07), as PDF; not a page. Asked for by agency, first and last day.
pub const REGISTER_OF_DOSSIERS: &str = "/tiep-nhan/so-theo-doi";

/// Hands an officer a form that was given out for what was filed at the counter, as PDF; not a page.
pub fn counter_form(visit: uuid::Uuid, form: uuid::Uuid) -> String {
    format!("/tiep-nhan/quay/{visit}/giay/{form}")
}

/// Help with accounts at the counter.
pub fn counter_help(language: Language) -> String {
    at(language, "/tiep-nhan/tai-khoan")
}

/// Taking what was filed at a counter into one's account.
pub fn claim_dossier(language: Language) -> String {
    at(language, "/ho-so/nhan")
}

/// The procedures, for editors.
pub fn procedures(language: Language) -> String {
    at(language, "/quan-tri/thu-tuc")
}

/// Where one of them is written; its code is asked for.
pub fn edit_procedure_form(language: Language) -> String {
    at(language, "/quan-tri/thu-tuc/sua")
}

/// Where the one with this code is written.
pub fn edit_procedure(language: Language, code: &str) -> String {
    at(language, &format!("/quan-tri/thu-tuc/sua?ma={}", query_value(code)))
}

/// Its draft as citizens will see it.
pub fn preview_procedure(language: Language, code: &str) -> String {
    at(language, &format!("/quan-tri/thu-tuc/xem?ma={}", query_value(code)))
}

/// The words by which procedures are found, and searches that found nothing.
pub fn search_words(language: Language) -> String {
    at(language, "/quan-tri/tu-tim")
}

/// The agencies.
pub fn agencies(language: Language) -> String {
    at(language, "/quan-tri/co-quan")
}

/// One of them, by its code.
pub fn agency(language: Language, code: &str) -> String {
    at(language, &format!("/quan-tri/co-quan/sua?ma={}", query_value(code)))
}

/// The mails and text messages that citizens get.
pub fn templates(language: Language) -> String {
    at(language, "/quan-tri/mau-tin")
}

/// One of them, by its key and the tag of its language.
pub fn template(language: Language, key: &str, tag: &str) -> String {
    at(language, &format!("/quan-tri/mau-tin/sua?ten={}&tieng={}", query_value(key), query_value(tag)))
}

/// The guide.
pub fn guide(language: Language) -> String {
    at(language, "/huong-dan")
}

/// Supplementing a dossier of the logged-in person.
pub fn supplement(language: Language, code: &str) -> String {
    at(language, &format!("/ho-so/{code}/bo-sung"))
}

/// Where the form of a supplement is sent.
pub fn send_supplement(code: &str) -> String {
    format!("/tai-len/bo-sung/{code}")
}

/// Withdrawing a dossier of the logged-in person.
pub fn withdraw(language: Language, code: &str) -> String {
    at(language, &format!("/ho-so/{code}/rut"))
}

/// A document of the result of a dossier.
pub fn result(code: &str, document: uuid::Uuid) -> String {
    format!("/ho-so/{code}/ket-qua/{document}")
}

/// One dossier, for officers.
pub fn desk_dossier(language: Language, code: &str) -> String {
    at(language, &format!("/tiep-nhan/ho-so/{code}"))
}

/// A paper of a dossier, page by page, for officers.
pub fn desk_viewer(language: Language, code: &str, paper: uuid::Uuid) -> String {
    at(language, &format!("/tiep-nhan/ho-so/{code}/xem/{paper}"))
}

/// A page of a paper as a picture, for officers.
pub fn desk_picture(code: &str, paper: uuid::Uuid, page: u32) -> String {
    format!("/tiep-nhan/ho-so/{code}/giay-to/{paper}/trang/{page}.jpg")
}

/// A document that an officer added.
pub fn desk_document(code: &str, document: uuid::Uuid) -> String {
    format!("/tiep-nhan/ho-so/{code}/tai-lieu/{document}")
}

/// Where officers send documents of a dossier.
pub fn desk_upload(code: &str) -> String {
    format!("/tai-len/tiep-nhan/{code}")
}

/// Every component in every state.
pub fn design(language: Language) -> String {
    at(language, "/design")
}

/// `value` as it may stand in a query (RFC 3986).
pub fn query_value(value: &str) -> String {
    value.bytes().fold(String::with_capacity(value.len() + 16), |mut encoded, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                encoded.push(byte.into())
            }
            byte => encoded.push_str(&format!("%{byte:02X}")),
        }
        encoded
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leads_to_another_host() {
        for path in [
            "/en//evil.example/login",
            "/en/\\evil.example/login",
            "//evil.example/login",
            "/\\/evil.example/login",
        ] {
            assert_eq!(in_language(Language::Vietnamese, path), "/evil.example/login", "{path}");
            assert_eq!(in_language(Language::English, path), "/en/evil.example/login", "{path}");
        }
    }

    #[test]
    fn the_other_language_keeps_path_and_query() {
        for (vietnamese, english) in [
            ("/", "/en"),
            ("/tra-cuu", "/en/tra-cuu"),
            ("/dich-vu-cong?q=khai+sinh", "/en/dich-vu-cong?q=khai+sinh"),
            ("/?a=1", "/en/?a=1"),
        ] {
            assert_eq!(in_language(Language::English, vietnamese), english);
            assert_eq!(in_language(Language::Vietnamese, english), vietnamese);
            assert_eq!(in_language(Language::English, english), english);
            assert_eq!(in_language(Language::Vietnamese, vietnamese), vietnamese);
        }
    }
}
