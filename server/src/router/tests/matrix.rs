//! Who may ask what: every route of the router, as it names them itself, has a rule, and every kind of visitor asks.
//!
//! A new route without a rule fails here. So does one that answers somebody it should not, changes something by GET,
//! takes something from another site's page, or lets a browser keep what is personal.

use std::collections::BTreeSet;

use domain::staff::Role;

use super::*;
use Who::{Anybody, Citizen, Demo, Member, Officers, Others, Owner, Silent, Staff, System, Writer};

/// To whom a route answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    /// Everybody, with no account needed.
    Anybody,
    /// Everybody, and only in demonstrations.
    Demo,
    /// Whoever is logged in, about themselves.
    Citizen,
    /// Whose the record is; to others it is not there.
    Owner,
    /// The same. What others send is answered as if it had been done, and is not.
    Silent,
    /// Officers, or whoever has a dossier at another step: none of those who ask here. To them it is not there.
    Others,
    /// Whose the draft is, also by a session that ran out, which reads nothing.
    Writer,
    /// Whoever works for an agency, also before they have shown a second factor; to others it is not there.
    Member,
    /// Officers in one of these roles, whatever their agency; to others it is not there.
    Staff(&'static [Role]),
    /// The same, of the agency of what is asked for.
    Officers(&'static [Role]),
    /// Other systems by their tokens, and nobody by a cookie: see `super::api`.
    System,
}

/// The roles that work on dossiers.
const DAILY: &[Role] = &[Role::DeskOfficer, Role::Specialist, Role::Leader];
const ADMINISTRATORS: &[Role] = &[Role::Administrator];
const AT_COUNTER: &[Role] = &[Role::DeskOfficer];
/// Those of a desk who read what lies there.
const READERS: &[Role] = &[Role::DeskOfficer, Role::Leader];
const EDITORS: &[Role] = &[Role::CatalogueEditor];

/// Method, route, who may, and what is sent: values of the parameters are found by name.
type Rule = (&'static str, &'static str, Who, &'static str);

#[rustfmt::skip]
const RULES: &[Rule] = &[
    ("GET", "/", Anybody, ""),
    ("GET", "/healthz", Anybody, ""),
    ("GET", "/readyz", Anybody, ""),
    ("GET", "/design", Anybody, ""),
    ("GET", "/huong-dan", Anybody, ""),
    ("GET", "/dich-vu-cong", Anybody, ""),
    ("GET", "/dich-vu-cong-truc-tuyen", Anybody, ""),
    ("GET", "/dich-vu-cong/{code}", Anybody, ""),
    ("GET", "/dich-vu-cong/{code}/mau", Anybody, ""),
    ("GET", "/noi-tiep-nhan", Anybody, ""),
    ("GET", "/tra-cuu", Anybody, ""),
    ("GET", "/xac-minh", Anybody, ""),
    ("GET", "/xac-minh/khoa.json", Anybody, ""),
    ("GET", "/dang-nhap", Anybody, ""),
    ("GET", "/dang-nhap/tinh", Anybody, ""),
    ("GET", "/dang-nhap/mo-khoa/{token}", Anybody, ""),
    ("GET", "/dang-nhap/ma-xac-nhan", Anybody, ""),
    ("GET", "/dang-nhap/tai-khoan-co-san", Anybody, ""),
    ("GET", "/api/login/code-step", Anybody, ""),
    ("GET", "/api/login/claim-step", Anybody, ""),
    ("POST", "/api/login/code", Anybody, "code=000000"),
    ("POST", "/api/login/resend", Anybody, ""),
    ("POST", "/api/login/keep", Anybody, "password=x"),
    ("POST", "/api/login/win-back", Anybody, ""),
    ("GET", "/dang-nhap/oidc/{name}", Anybody, ""),
    ("GET", "/dang-ky", Anybody, ""),
    ("GET", "/dang-ky/tinh", Anybody, ""),
    ("GET", "/dang-ky/loai-tai-khoan", Anybody, ""),
    ("GET", "/dang-ky/muc-xac-minh", Anybody, ""),
    ("GET", "/dang-ky/so-dinh-danh", Anybody, ""),
    ("GET", "/dang-ky/thong-tin", Anybody, ""),
    ("GET", "/dang-ky/thu-xac-nhan", Anybody, ""),
    ("GET", "/dang-ky/doi-hop-thu", Anybody, ""),
    ("GET", "/dang-ky/hoan-tat", Anybody, ""),
    ("GET", "/dang-ky/xac-nhan/{token}", Anybody, ""),
    ("GET", "/nop-ho-so", Anybody, "thu-tuc={procedure}"),
    ("GET", "/api/catalogue/life_events", Anybody, ""),
    ("GET", "/api/catalogue/provinces", Anybody, ""),
    ("GET", "/api/catalogue/communes", Anybody, "province=52"),
    ("GET", "/api/catalogue/find", Anybody, ""),
    ("GET", "/api/catalogue/procedure", Anybody, "code={procedure}"),
    ("GET", "/api/catalogue/blank", Anybody, "code={procedure}"),
    ("GET", "/api/catalogue/desks", Anybody, "words=pleiku"),
    ("GET", "/api/tracking/found", Anybody, "code={code}"),
    ("GET", "/api/verify/paper", Anybody, "code=10PN-4XWW-R7K0-PC29&seal="),
    ("GET", "/api/dossier/start", Anybody, "procedure={procedure}"),
    ("GET", "/api/account/viewer", Anybody, ""),
    ("GET", "/api/account/attempt", Anybody, ""),
    ("GET", "/api/account/lock", Anybody, "token={token}"),
    ("GET", "/api/login/offered", Anybody, ""),
    ("GET", "/api/account/registration", Anybody, "step=mail"),
    ("GET", "/api/account/link", Anybody, "token={token}"),
    ("POST", "/api/layout/scheme", Anybody, "scheme=dark"),
    ("POST", "/api/tracking/look-up", Anybody, "code={code}&fact=0000"),
    ("POST", "/api/account/answer", Anybody, "step=kind"),
    ("POST", "/api/account/register", Anybody, ""),
    ("POST", "/api/account/password", Anybody, "password=x"),
    ("POST", "/api/account/mailbox", Anybody, ""),
    ("POST", "/api/account/resend", Anybody, ""),
    ("POST", "/api/account/code", Anybody, "code=000000"),
    ("POST", "/api/account/confirm", Anybody, "token={token}"),
    ("POST", "/api/account/unlock", Anybody, "token={token}"),
    ("POST", "/api/account/login", Anybody, "number=1&password=x"),
    ("POST", "/dang-nhap/oidc/{name}", Anybody, "language=vi"),

    ("GET", "/dang-nhap/buoc-hai", Anybody, ""),
    ("GET", "/dang-nhap/quen-mat-khau", Anybody, ""),
    ("GET", "/dang-nhap/quen-mat-khau/ma", Anybody, ""),
    ("GET", "/dang-nhap/quen-mat-khau/{token}", Anybody, ""),
    ("GET", "/api/login/second-step", Anybody, ""),
    ("GET", "/api/account/recovery-request", Anybody, ""),
    ("GET", "/api/account/recovery-code", Anybody, ""),
    ("GET", "/api/account/recovery-link", Anybody, "token={token}"),
    ("GET", "/api/account/session-left", Anybody, ""),
    ("POST", "/api/login/passkey-begin", Anybody, ""),
    ("POST", "/api/login/passkey", Anybody, "answer=x"),
    ("POST", "/api/login/passkey-second-begin", Anybody, ""),
    ("POST", "/api/login/passkey-second", Anybody, "answer=x"),
    ("POST", "/api/login/second", Anybody, "code=000000"),
    ("POST", "/api/account/recover", Anybody, "number=1"),
    ("POST", "/api/account/recovery-by-code", Anybody, "code=000000"),
    ("POST", "/api/account/recovery-resend", Anybody, ""),
    ("POST", "/api/account/recovery-set", Anybody, "token={token}&password=x"),

    ("GET", "/tai-khoan", Citizen, ""),
    ("GET", "/tai-khoan/phien", Citizen, ""),
    ("GET", "/tai-khoan/xac-nhan", Citizen, ""),
    ("GET", "/tai-khoan/mat-khau", Citizen, ""),
    ("GET", "/tai-khoan/dien-thoai", Citizen, ""),
    ("GET", "/tai-khoan/dien-thoai/ma", Citizen, ""),
    ("GET", "/tai-khoan/hop-thu", Citizen, ""),
    ("GET", "/tai-khoan/hop-thu/ma", Citizen, ""),
    ("GET", "/tai-khoan/xac-thuc", Citizen, ""),
    ("GET", "/tai-khoan/xac-thuc/ung-dung", Citizen, ""),
    ("GET", "/tai-khoan/xac-thuc/ma-khoi-phuc", Citizen, ""),
    ("GET", "/api/account/sessions", Citizen, ""),
    ("GET", "/api/account/proof", Citizen, ""),
    ("GET", "/api/account/password-page", Citizen, ""),
    ("GET", "/api/account/mailbox-page", Citizen, ""),
    ("GET", "/api/account/phone-page", Citizen, ""),
    ("GET", "/api/account/phone-code", Citizen, ""),
    ("GET", "/api/account/mailbox-code", Citizen, ""),
    ("GET", "/api/account/factors", Citizen, ""),
    ("GET", "/api/account/authenticator-enrolment", Citizen, ""),
    ("GET", "/api/account/recovery-codes", Citizen, ""),
    ("GET", "/tai-khoan/to-chuc", Citizen, ""),
    ("GET", "/tai-khoan/du-lieu", Citizen, ""),
    ("GET", "/tai-khoan/du-lieu/tep", Citizen, ""),
    ("GET", "/tai-khoan/du-lieu/giu/{token}", Anybody, ""),
    ("GET", "/api/data/stored", Citizen, ""),
    ("GET", "/api/data/link", Anybody, "token={token}"),
    ("GET", "/tai-khoan/giay-to", Citizen, ""),
    ("GET", "/ho-so", Citizen, ""),
    ("GET", "/api/account/profile", Citizen, ""),
    ("GET", "/api/account/organisation-draft", Citizen, ""),
    ("GET", "/api/dossier/mine", Citizen, ""),
    ("GET", "/api/kept/list", Citizen, ""),

    ("GET", "/tai-khoan/giay-to/{kept}", Owner, ""),
    ("GET", "/tai-khoan/giay-to/{kept}/xoa", Owner, ""),
    ("GET", "/ho-so/{code}", Owner, ""),
    ("GET", "/ho-so/{code}/da-nop", Owner, ""),
    ("GET", "/ho-so/{code}/giu-giay-to", Owner, ""),
    ("GET", "/ho-so/{code}/giay/{form}", Owner, ""),
    ("GET", "/nop-ho-so/{draft}", Owner, ""),
    ("GET", "/nop-ho-so/{draft}/noi-tiep-nhan", Owner, ""),
    ("GET", "/nop-ho-so/{draft}/{step}", Owner, ""),
    ("GET", "/nop-ho-so/{draft}/kiem-tra", Owner, ""),
    ("GET", "/nop-ho-so/{draft}/kho/{paper}", Owner, ""),
    ("GET", "/giay-to/{paper}", Owner, ""),
    ("GET", "/giay-to/{paper}/nho", Owner, ""),
    ("GET", "/api/kept/paper", Owner, "id={kept}"),
    ("GET", "/api/kept/keepable", Owner, "code={code}"),
    ("GET", "/api/kept/choice", Owner, "draft={draft}&paper=birth_notification"),
    ("GET", "/api/dossier/go-on", Owner, "draft={draft}"),
    ("GET", "/api/dossier/step", Owner, "draft={draft}&step=chu-ho-so"),
    ("GET", "/api/dossier/receipt", Owner, "code={code}"),
    ("GET", "/api/dossier/dossier", Owner, "code={code}"),
    ("HEAD", "/files/{id}", Writer, ""),

    ("PATCH", "/files/{id}", Writer, "yyyyyyyyyy"),
    ("POST", "/files/{draft}/{paper}", Writer, ""),
    ("POST", "/tai-len/{draft}", Writer, "--x\r\ncontent-disposition: form-data; name=\"answers[dossier_note]\"\r\n\r\nx\r\n--x--\r\n"),
    ("POST", "/api/dossier/save", Writer, "draft={draft}&step=chu-ho-so&answers[dossier_for]=self"),
    ("POST", "/api/dossier/autosave", Writer, "draft={draft}&step=chu-ho-so&answers[dossier_for]=self"),
    ("POST", "/api/dossier/submit", Writer, "draft={draft}&answers[dossier_pledge]=yes"),
    ("DELETE", "/files/{id}", Writer, ""),
    ("OPTIONS", "/files", Anybody, ""),
    ("OPTIONS", "/files/{id}", Anybody, ""),
    ("OPTIONS", "/files/{draft}/{paper}", Anybody, ""),
    ("POST", "/api/dossier/begin", Citizen, "procedure={procedure}"),
    ("POST", "/api/dossier/arrange-paper", Silent, "draft={draft}&paper={paper}&raise=true"),
    ("POST", "/api/kept/reuse", Silent, "draft={spare}&paper=birth_notification&kept={kept}"),
    ("POST", "/api/kept/expiry", Owner, "id={kept}&expires=28/02/2099"),
    ("POST", "/api/kept/keep", Owner, "code={code}&keep[birth_notification]=yes"),
    ("POST", "/api/kept/drop", Silent, "id={kept}"),
    ("POST", "/api/dossier/delete-draft", Silent, "draft={spare}"),
    ("POST", "/api/account/organisation-add", Citizen, "answers[organisation_name]=x&then=refresh"),
    ("POST", "/api/account/organisation-remove", Silent, "id={organisation}"),
    ("POST", "/api/account/session-stay", Citizen, ""),
    ("POST", "/api/account/session-end", Citizen, "id=00000000-0000-7000-8000-000000000000"),
    ("POST", "/api/account/session-end-others", Citizen, ""),
    ("POST", "/api/account/prove", Citizen, "password=x"),
    ("POST", "/api/account/password-change", Citizen, "password=x"),
    ("POST", "/api/account/mailbox-ask", Citizen, "mailbox=x"),
    ("POST", "/api/account/phone-ask", Citizen, "phone=x"),
    ("POST", "/api/account/phone-confirm", Citizen, "code=000000"),
    ("POST", "/api/account/phone-resend", Citizen, ""),
    ("POST", "/api/account/mailbox-confirm", Citizen, "code=000000"),
    ("POST", "/api/account/authenticator-enrol", Citizen, ""),
    ("POST", "/api/account/authenticator-confirm", Citizen, "code=000000"),
    ("POST", "/api/account/authenticator-remove", Citizen, ""),
    ("POST", "/api/account/recovery-codes-renew", Citizen, ""),
    ("POST", "/api/account/recovery-codes-away", Citizen, ""),
    ("POST", "/api/account/passkey-make-begin", Citizen, ""),
    ("POST", "/api/account/passkey-make", Citizen, "answer=x"),
    ("POST", "/api/account/passkey-prove-begin", Citizen, ""),
    ("POST", "/api/account/passkey-prove", Citizen, "answer=x"),
    ("POST", "/api/account/passkey-rename", Citizen, "id=00000000-0000-7000-8000-000000000000&name=x"),
    ("POST", "/api/account/passkey-remove", Citizen, "id=00000000-0000-7000-8000-000000000000"),
    ("POST", "/api/data/delete", Citizen, ""),
    ("POST", "/api/data/keep", Citizen, ""),
    ("POST", "/api/data/keep-by-link", Anybody, "token={token}"),

    ("GET", "/tiep-nhan/moi/{token}", Citizen, ""),
    ("GET", "/tiep-nhan/buoc-hai", Member, ""),
    ("GET", "/tiep-nhan/vang-mat", Staff(DAILY), ""),
    ("GET", "/quan-tri/nhan-su", Staff(ADMINISTRATORS), ""),
    ("GET", "/quan-tri/thu-tuc", Staff(EDITORS), ""),
    ("GET", "/quan-tri/thu-tuc/sua", Staff(EDITORS), "ma={procedure}"),
    ("GET", "/quan-tri/thu-tuc/xem", Staff(EDITORS), "ma={procedure}"),
    ("GET", "/api/admin/procedures", Staff(EDITORS), ""),
    ("GET", "/api/admin/procedure", Staff(EDITORS), "code={procedure}"),
    ("GET", "/api/admin/procedure-preview", Staff(EDITORS), "code={procedure}"),
    ("POST", "/api/admin/procedure-save", Staff(EDITORS), "code={procedure}&text=x"),
    ("POST", "/api/admin/procedure-publish", Staff(EDITORS), "code={procedure}&from=x"),
    ("GET", "/quan-tri/tu-tim", Staff(EDITORS), ""),
    ("GET", "/api/admin/words", Staff(EDITORS), ""),
    ("POST", "/api/admin/words-save", Staff(EDITORS), "text=x"),
    ("GET", "/quan-tri/co-quan", Staff(ADMINISTRATORS), ""),
    ("GET", "/quan-tri/co-quan/sua", Staff(ADMINISTRATORS), "ma=H21.01"),
    ("GET", "/api/admin/agencies", Staff(ADMINISTRATORS), ""),
    ("GET", "/api/admin/agency", Staff(ADMINISTRATORS), "code=H21.01"),
    ("POST", "/api/admin/agency-save", Staff(ADMINISTRATORS), "code=H21.01&field[mon]=x"),
    ("GET", "/quan-tri/mau-tin", Staff(ADMINISTRATORS), ""),
    ("GET", "/quan-tri/mau-tin/sua", Staff(ADMINISTRATORS), "ten=accept.mail&tieng=vi"),
    ("GET", "/api/admin/templates", Staff(ADMINISTRATORS), ""),
    ("GET", "/api/admin/template", Staff(ADMINISTRATORS), "name=accept.mail&language=vi"),
    ("POST", "/api/admin/template-save", Staff(ADMINISTRATORS), "name=accept.mail&language=vi&words=x"),
    ("POST", "/api/admin/template-reset", Staff(ADMINISTRATORS), "name=accept.mail&language=vi"),
    ("GET", "/api/staff/invitation", Citizen, "token={token}"),
    ("GET", "/api/staff/factor", Member, ""),
    ("GET", "/api/staff/absence", Staff(DAILY), ""),
    ("GET", "/api/staff/members", Staff(ADMINISTRATORS), ""),
    ("POST", "/api/staff/accept", Citizen, "token={token}"),
    ("POST", "/api/staff/delegate", Staff(DAILY), "from=x"),
    ("POST", "/api/staff/take-back", Staff(DAILY), "id={delegation}"),
    ("POST", "/api/staff/invite", Staff(ADMINISTRATORS), "email=x"),
    ("POST", "/api/staff/invitation-take-back", Staff(ADMINISTRATORS), "id={invitation}"),
    ("POST", "/api/staff/membership-end", Staff(ADMINISTRATORS), "id={membership}"),

    ("GET", "/ho-so/{code}/rut", Owner, ""),
    ("GET", "/api/following/withdrawal", Owner, "code={code}"),
    ("POST", "/api/following/withdraw", Owner, "code={code}"),
    ("GET", "/ho-so/{code}/bo-sung", Others, ""),
    ("GET", "/ho-so/{code}/ket-qua/{document}", Others, ""),
    ("GET", "/api/following/supplement", Others, "code={code}"),
    ("POST", "/api/following/answer", Others, "code={code}"),
    ("POST", "/api/following/rate", Others, "code={code}&stars=5"),
    ("POST", "/tai-len/bo-sung/{code}", Others, "--x\r\ncontent-disposition: form-data; name=\"then\"\r\n\r\nsend\r\n--x--\r\n"),

    ("GET", "/tiep-nhan/ho-so/{code}", Others, ""),
    ("GET", "/tiep-nhan/ho-so/{code}/xem/{paper}", Others, ""),
    ("GET", "/tiep-nhan/ho-so/{code}/giay-to/{paper}/trang/{page}", Others, ""),
    ("GET", "/tiep-nhan/ho-so/{code}/tai-lieu/{document}", Others, ""),
    ("GET", "/tiep-nhan/ho-so/{code}/giay/{form}", Officers(READERS), ""),
    ("GET", "/tiep-nhan/ho-so/{code}/phieu-kiem-soat", Officers(READERS), ""),
    ("GET", "/tiep-nhan/so-theo-doi", Officers(READERS), "agency=H21.01&first=01/11/2026&last=23/11/2026"),
    ("GET", "/api/desk/sheet", Others, "code={code}"),
    ("GET", "/api/desk/paper", Others, "code={code}&paper={paper}"),
    ("POST", "/api/desk/judge", Others, "code={code}&revision=0&act=rest"),
    ("POST", "/api/desk/refuse", Others, "code={code}&revision=0&item=paper:birth_notification&reason=expired"),
    ("POST", "/api/desk/move", Others, "code={code}&revision=1&name=accept"),
    ("POST", "/api/desk/note", Others, "code={code}&text=x"),
    ("POST", "/api/desk/word", Others, "code={code}"),
    ("POST", "/api/desk/fee", Others, "code={code}&amount=1000"),
    ("POST", "/api/desk/waive", Others, "code={code}&reason=x"),
    ("POST", "/tai-len/tiep-nhan/{code}", Others, "--x\r\ncontent-disposition: form-data; name=\"kind\"\r\n\r\nresult\r\n--x--\r\n"),
    ("POST", "/api/account/logout", Anybody, ""),

    ("GET", "/tiep-nhan", Staff(Role::ALL), ""),
    ("GET", "/tiep-nhan/xuat.csv", Staff(DAILY), ""),
    ("GET", "/tiep-nhan/xuat.xlsx", Staff(DAILY), ""),
    ("GET", "/api/inbox/list", Staff(Role::ALL), "asked[view]=don-vi"),
    ("POST", "/api/inbox/work", Staff(DAILY), "wish=claim"),
    ("POST", "/api/inbox/keep-view", Staff(DAILY), "name=x"),
    ("POST", "/api/inbox/forget-view", Staff(DAILY), "id=00000000-0000-7000-8000-000000000000"),

    ("GET", "/thong-ke", Anybody, ""),
    ("GET", "/thong-ke/du-lieu.csv", Anybody, ""),
    ("GET", "/thong-ke/du-lieu.json", Anybody, ""),
    ("GET", "/api/statistics/figures", Anybody, ""),
    ("GET", "/quan-tri/he-thong", Staff(ADMINISTRATORS), ""),
    ("GET", "/api/access/systems", Staff(ADMINISTRATORS), ""),
    ("POST", "/api/access/token", Staff(ADMINISTRATORS), "name=x"),
    ("POST", "/api/access/token-revoke", Staff(ADMINISTRATORS), "id=00000000-0000-7000-8000-000000000000"),
    ("POST", "/api/access/webhook", Staff(ADMINISTRATORS), "url=x"),
    ("POST", "/api/access/webhook-end", Staff(ADMINISTRATORS), "id=00000000-0000-7000-8000-000000000000"),
    ("POST", "/api/access/secret-away", Staff(ADMINISTRATORS), ""),
    ("GET", "/api/openapi.json", Anybody, ""),
    ("GET", "/api/v1/changes", System, ""),
    ("POST", "/api/v1/dossiers", System, ""),
    ("GET", "/api/v1/dossiers/{code}", System, ""),
    ("POST", "/api/v1/dossiers/{code}/moves", System, ""),
    ("GET", "/api/v1/dossiers/{code}/papers/{paper}", System, ""),
    ("GET", "/api/v1/dossiers/{code}/documents/{document}", System, ""),
    ("POST", "/api/v1/dossiers/{code}/documents/{document}", System, ""),
    ("POST", "/api/v1/drafts/{draft}/papers/{paper}", System, ""),
    ("POST", "/api/v1/drafts/{draft}/submission", System, ""),
    ("GET", "/tiep-nhan/quay", Staff(AT_COUNTER), ""),
    ("GET", "/tiep-nhan/tai-khoan", Staff(AT_COUNTER), ""),
    ("GET", "/tiep-nhan/quay/{visit}", Officers(AT_COUNTER), ""),
    ("GET", "/tiep-nhan/quay/{visit}/xong", Officers(AT_COUNTER), ""),
    ("GET", "/tiep-nhan/quay/{visit}/giay/{slip}", Officers(AT_COUNTER), ""),
    ("POST", "/tiep-nhan/quay/{visit}/luu", Officers(AT_COUNTER), "--x\r\ncontent-disposition: form-data; name=\"answers[dossier_note]\"\r\n\r\nx\r\n--x--\r\n"),
    ("GET", "/api/counter/page", Staff(AT_COUNTER), ""),
    ("GET", "/api/counter/visit", Officers(AT_COUNTER), "visit={visit}"),
    ("GET", "/api/counter/done", Officers(AT_COUNTER), "visit={visit}"),
    ("GET", "/api/counter/help", Staff(AT_COUNTER), ""),
    ("POST", "/api/counter/begin", Staff(AT_COUNTER), "agency=H21.01&scanned=064190000001"),
    ("POST", "/api/counter/choose", Officers(AT_COUNTER), "visit={visit}&procedure={procedure}"),
    ("POST", "/api/counter/slip", Officers(AT_COUNTER), "visit={visit}"),
    ("POST", "/api/counter/again", Officers(AT_COUNTER), "visit={visit}"),
    ("POST", "/api/counter/look-up", Staff(AT_COUNTER), "scanned=064190000001"),
    ("POST", "/api/counter/help-with", Staff(AT_COUNTER), "number=064190000001&act=confirm"),
    ("GET", "/ho-so/nhan", Anybody, ""),
    ("GET", "/api/counter/claim-page", Anybody, ""),
    ("POST", "/api/counter/claim", Anybody, "code=x&number=1"),

    ("GET", "/dev/outbox", Demo, ""),
    ("GET", "/dev/outbox.json", Demo, ""),
    ("GET", "/dev/outbox/{id}", Demo, ""),
    ("GET", "/dev/outbox/{id}/html", Demo, ""),
];

/// What a browser may keep although it is personal: a small picture of a photo, whose page shows it again and again.
/// Logging out takes it away (`Clear-Site-Data`).
const KEPT_BY_BROWSERS: &str = "/giay-to/{paper}/nho";

/// Methods that have meaning; a route that takes any of them has a rule for those that it answers.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// What a visitor was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    LogIn,
    Nothing,
    Refused,
    Done,
    /// Our fault.
    Failed,
}

impl Answer {
    fn told(&self) -> Told {
        let text = String::from_utf8_lossy(&self.body);
        let leads_to = self.headers.get("location").map_or("", |to| to.to_str().unwrap());
        let leads_to = leads_to.strip_prefix("/en").unwrap_or(leads_to);
        match self.status.as_u16() {
            401 => Told::LogIn,
            404 => Told::Nothing,
            200 | 302 | 303 if leads_to.starts_with("/dang-nhap") => Told::LogIn,
            200 | 302 | 303 if leads_to.starts_with("/tiep-nhan/buoc-hai") => Told::LogIn,
            _ if matches!(&*text, "\"LoggedOut\"" | "\"logged_out\"") => Told::LogIn,
            _ if matches!(&*text, "\"Nothing\"" | "\"not_found\"") => Told::Nothing,
            403 | 405 => Told::Refused,
            500.. => Told::Failed,
            _ => Told::Done,
        }
    }
}

/// The routes as the router names them, with the methods that each takes. Files of the site are left out: they are
/// the same for everybody.
pub(super) fn routes(router: &Router) -> BTreeSet<(String, String)> {
    let text = format!("{router:?}");
    let (own, _) = text.split_once("fallback_router").unwrap();
    let (routes, paths) = own.split_once("node: Node { paths: {").unwrap();
    let mut found = BTreeSet::new();
    for part in paths.split("RouteId(").skip(1) {
        let (id, rest) = part.split_once("): \"").unwrap();
        let (path, _) = rest.split_once('"').unwrap();
        let route = format!("RouteId({id}): MethodRouter(MethodRouter {{ ");
        let methods = routes.split_once(&route).unwrap().1.split_once("fallback:").unwrap().0;
        if path.starts_with("/assets/") {
            continue;
        }
        let said = methods.split(", ").filter_map(|one| one.split_once(": "));
        let mut takes: Vec<_> = said
            .filter(|(_, handler)| *handler != "None")
            .map(|(method, _)| method.to_uppercase())
            .filter(|method| METHODS.contains(&method.as_str()))
            .collect();
        // One that takes any method says itself which it knows; it needs a rule for one at least.
        if takes.is_empty() {
            takes.extend(
                METHODS
                    .iter()
                    .filter(|method| rule(method, path).is_some())
                    .map(|method| (*method).to_owned()),
            );
        }
        if takes.is_empty() {
            takes.push("ANY".to_owned());
        }
        found.extend(takes.into_iter().map(|method| (method, path.to_owned())));
    }
    found
}

/// The rule of a route; pages have the same in both languages.
fn rule(method: &str, path: &str) -> Option<&'static Rule> {
    let bare = match path {
        "/en" => "/",
        path => path.strip_prefix("/en/").map_or(path, |_| &path["/en".len()..]),
    };
    RULES.iter().find(|(known, route, ..)| *known == method && *route == bare)
}

/// What asks have in common.
struct Matrix {
    portal: TestPortal,
    router: Router,
    values: Vec<(&'static str, String)>,
    hoa: String,
    lapsed: String,
    minh: String,
    /// Somebody who works for the agency and has shown no second factor.
    without_factor: String,
    officers: Vec<OfficerAsking>,
}

/// An officer who asks.
struct OfficerAsking {
    role: Role,
    /// They work for the agency of the dossier.
    of_its_agency: bool,
    cookie: String,
}

impl Who {
    /// Whether it answers this officer. About what needs no officer, nothing is said.
    fn answers(self, officer: &OfficerAsking) -> Option<bool> {
        match self {
            Staff(roles) => Some(roles.contains(&officer.role)),
            Officers(roles) => Some(officer.of_its_agency && roles.contains(&officer.role)),
            Member => Some(true),
            _ => None,
        }
    }
}

impl Matrix {
    /// A portal in which Hoa has one of everything, a session, and one that ran out; Minh has an account.
    async fn new() -> Self {
        use backend::account::testing::{citizen_with_password as citizen, log_in, organisation};
        use backend::dossier::testing::{complete, draft, hand_in};
        let (portal, router) = portal("https://motcua.test", true).await;
        let (hoa, lapsed) = citizen(&portal, 1).await;
        portal.test_clock.advance(
            domain::account::session::Device::Computer.limits().idle + chrono::TimeDelta::minutes(1),
        );
        let token = log_in(&portal, &hoa).await;
        let (_, minh) = citizen(&portal, 2).await;
        let organisation = organisation(&portal, &hoa).await;
        let filed = complete(&portal, &hoa).await;
        let filed = backend::dossier::submit(&portal, &hoa, filed, domain::Language::Vi).await.unwrap();
        let backend::dossier::Submitted::Filed(code) = filed else { panic!("not filed: {filed:?}") };
        let form = backend::printed::testing::receipt(&portal, &code).await;
        let hoa_cookie = session_cookie(&token);
        let cookie = ("cookie", hoa_cookie.as_str());
        let keep = format!("code={code}&keep[birth_notification]=yes");
        ask(&router, "POST", "/api/kept/keep", &[PAGE, FORM, cookie], &keep).await;
        ask(&router, "POST", "/api/account/authenticator-enrol", &[PAGE, FORM, cookie], "").await;
        let kept = backend::attachment::kept::list(&portal, &hoa).await.unwrap()[0].id;
        let open = complete(&portal, &hoa).await;
        let photo = photo::from_pixels([200, 200, 200, 255].repeat(30_000), 150, 200).unwrap().jpeg;
        let paper = match hand_in(&portal, &hoa, open, "ảnh.jpg", &photo).await {
            backend::attachment::Uploaded::Kept(paper) => paper.id,
            other => panic!("not kept: {other:?}"),
        };
        let spare = draft(&portal, &hoa).await;
        assert_ne!(open, spare);
        let create = format!("/files/{open}/birth_notification");
        let tus = [cookie, ("tus-resumable", "1.0.0"), ("upload-length", "100")];
        let begun = ask(&router, "POST", &create, &tus, "").await;
        let upload = begun.headers["location"].to_str().unwrap().trim_start_matches("/files/").to_owned();
        let message =
            backend::message::Sms { id: uuid::Uuid::now_v7(), to: "+84905123456".into(), text: "x".into() };
        let outbox = backend::message::Outbox::open(portal.settings.data_dir.join("outbox")).unwrap();
        backend::message::SmsGateway::send(&outbox, &message).await.unwrap();
        let staff = staff(&portal).await;
        let values = vec![
            ("{visit}", staff.visit.to_string()),
            ("{slip}", staff.slip.to_string()),
            ("{membership}", staff.membership.to_string()),
            ("{invitation}", staff.invitation.to_string()),
            ("{delegation}", staff.delegation.to_string()),
            ("{procedure}", backend::dossier::testing::BIRTH.to_owned()),
            ("{organisation}", organisation.to_string()),
            ("{draft}", open.to_string()),
            ("{spare}", spare.to_string()),
            ("{paper}", paper.to_string()),
            ("{kept}", kept.to_string()),
            ("{step}", "chu-ho-so".to_owned()),
            ("{token}", "0".repeat(64)),
            ("{name}", "khong-co".to_owned()),
            ("{code}", code),
            ("{form}", form.to_string()),
            ("{id}", upload),
            ("{document}", uuid::Uuid::nil().to_string()),
            ("{page}", "1.jpg".to_owned()),
        ];
        let (lapsed, minh) = (session_cookie(&lapsed), session_cookie(&minh));
        let (without_factor, officers) = (staff.without_factor, staff.officers);
        let cookies = officers.iter().map(|officer| &officer.cookie);
        for cookie in cookies.chain([&hoa_cookie, &minh, &without_factor]) {
            // A session learns its browser at its first use.
            ask(&router, "GET", "/api/account/viewer", &[JSON, ("cookie", cookie)], "").await;
        }
        Self { portal, router, values, hoa: hoa_cookie, lapsed, minh, without_factor, officers }
    }

    /// Somebody to whom a route answers that does not answer everybody.
    fn who_may(&self, who: Who) -> &str {
        let found = self.officers.iter().find(|officer| who.answers(officer) == Some(true));
        match who {
            Member => &self.without_factor,
            _ => found.map_or(&self.hoa, |officer| &officer.cookie),
        }
    }

    /// `text` with the values of its parameters.
    fn with_values(&self, route: &str, text: &str) -> String {
        let named = |name: &str| self.values.iter().find(|(known, _)| *known == name).unwrap().1.clone();
        // The same name means different things in some routes.
        let text = match route {
            _ if route.contains("/dich-vu-cong/") => text.replace("{code}", &named("{procedure}")),
            _ if route.contains("/kho/") || route.starts_with("/files/{draft}") => {
                text.replace("{paper}", "birth_notification")
            }
            _ if route.starts_with("/dev/") => text.replace("{id}", &uuid::Uuid::nil().to_string()),
            _ => text.to_owned(),
        };
        self.values.iter().fold(text, |text, (name, value)| text.replace(name, value))
    }

    async fn ask(&self, (method, route): (&str, &str), sent: &str, headers: &[(&str, &str)]) -> Answer {
        let sent = self.with_values(route, sent);
        let mut path = self.with_values(route, route);
        let mut all = vec![if route.contains("/api/") { JSON } else { PAGE }];
        if sent.starts_with("--x") {
            all.push(("content-type", "multipart/form-data; boundary=x"));
        } else if route.starts_with("/files") {
            all.extend([("tus-resumable", "1.0.0"), ("content-type", "application/offset+octet-stream")]);
            all.push(if method == "POST" { ("upload-length", "100") } else { ("upload-offset", "0") });
        } else if method == "POST" {
            all.push(FORM);
        }
        all.extend_from_slice(headers);
        let body = if matches!(method, "GET" | "HEAD") {
            if !sent.is_empty() {
                path += &format!("?{sent}");
            }
            ""
        } else {
            &sent
        };
        ask(&self.router, method, &path, &all, body).await
    }
}

/// What officers have.
struct OfStaff {
    officers: Vec<OfficerAsking>,
    without_factor: String,
    /// One that can end.
    membership: uuid::Uuid,
    invitation: uuid::Uuid,
    delegation: uuid::Uuid,
    /// What was filed at the counter, and the form that was given out for it.
    visit: uuid::Uuid,
    slip: uuid::Uuid,
}

/// Lets people work for the agency of the dossier and for another, one in each role.
async fn staff(portal: &TestPortal) -> OfStaff {
    use backend::account::testing::{citizen, identity_number};
    use backend::staff::testing::{join, officer};
    use backend::staff::{StaffAdministrator, absence, invitation, members};
    use domain::staff::Membership;
    const AGENCY: &str = backend::dossier::testing::DESK;
    const ELSEWHERE: &str = "H21.02";
    let mut officers = Vec::new();
    let mut people = Vec::new();
    let roles = [Role::DeskOfficer, Role::Specialist, Role::Leader, Role::Administrator];
    let all = roles
        .map(|role| (role, AGENCY))
        .into_iter()
        .chain([(Role::DeskOfficer, ELSEWHERE), (Role::CatalogueEditor, AGENCY)]);
    for (seed, (role, agency)) in (10..).zip(all) {
        let (officer, token) = officer(portal, seed, role, agency).await;
        people.push(officer);
        officers.push(OfficerAsking {
            role,
            of_its_agency: agency == AGENCY,
            cookie: session_cookie(&token),
        });
    }
    let (member, token) = citizen(portal, 20).await;
    join(portal, &member, Role::DeskOfficer, AGENCY).await;
    let by = StaffAdministrator::operator();
    let asked = invitation::Invitation {
        membership: Membership { agency: AGENCY.into(), role: Role::Leader },
        identity_number: identity_number(30),
        email: None,
        language: domain::Language::Vi,
    };
    invitation::invite(portal, by, asked).await.unwrap().unwrap();
    let tomorrow = portal.clock.today() + chrono::Days::new(1);
    let away = absence::Absence {
        membership: Membership { agency: AGENCY.into(), role: Role::DeskOfficer },
        to: people[1].account_id(),
        from: tomorrow,
        until: tomorrow,
    };
    absence::delegate(portal, &people[0], &away).await.unwrap().unwrap();
    let (visit, slip) = at_counter(portal, &people[0]).await;
    let elsewhere = people[4].account_id();
    let listed = members::all(portal, by).await.unwrap();
    OfStaff {
        visit,
        slip,
        officers,
        without_factor: session_cookie(&token),
        membership: listed.iter().find(|one| one.account_id == elsewhere).unwrap().id,
        invitation: invitation::waiting(portal, by).await.unwrap()[0].id,
        delegation: absence::list(portal, &people[0]).await.unwrap()[0].id,
    }
}

/// A visit at the counter that became a dossier, and its form 01.
async fn at_counter(portal: &TestPortal, officer: &backend::staff::Officer) -> (uuid::Uuid, uuid::Uuid) {
    use backend::counter::testing::{CARD, NO_FEE, chosen, done, filled};
    let visit = chosen(portal, officer, CARD).await;
    filled(portal, officer, visit).await;
    let (code, _) = done(portal, officer, visit, NO_FEE).await;
    let dossier = backend::counter::given(portal, officer, &code).await.unwrap().unwrap().dossier_id;
    let forms = backend::printed::given_out(portal, dossier).await.unwrap();
    let slip = match forms.first() {
        Some(form) => form.id,
        None => backend::printed::testing::receipt(portal, &code).await,
    };
    (visit, slip)
}

/// What every answer says.
fn check_headers(route: &str, answer: &Answer) {
    let has = |name: &str, value: &str| {
        assert!(
            answer.headers.get(name).is_some_and(|found| found.to_str().unwrap().contains(value)),
            "{route}: {name} lacks {value}: {:?}",
            answer.headers
        );
    };
    has("x-content-type-options", "nosniff");
    has("referrer-policy", "same-origin");
    has("content-security-policy", "default-src");
    if !answer.headers["content-security-policy"].to_str().unwrap().contains("sandbox") {
        has("content-security-policy", "frame-ancestors 'none'");
    }
    has("strict-transport-security", "max-age=63072000; includeSubDomains");
    let may_keep = route == KEPT_BY_BROWSERS && answer.status == StatusCode::OK;
    has("cache-control", if may_keep { "private" } else { "no-store" });
}

#[tokio::test]
async fn every_route_has_a_rule_and_every_rule_a_route() {
    let (_portal, demo) = portal("https://motcua.test", true).await;
    let routes = routes(&demo);
    assert!(routes.len() > 120, "{}", routes.len());
    let lacking: Vec<_> = routes.iter().filter(|(method, path)| rule(method, path).is_none()).collect();
    assert!(lacking.is_empty(), "add a rule for {lacking:?}");
    let gone: Vec<_> = RULES
        .iter()
        .filter(|(method, path, ..)| !routes.contains(&((*method).to_owned(), (*path).to_owned())))
        .collect();
    assert!(gone.is_empty(), "no route for {gone:?}");
    let twice: Vec<_> = RULES
        .iter()
        .filter(|(method, path, ..)| {
            RULES.iter().filter(|(known, route, ..)| (known, route) == (method, path)).count() > 1
        })
        .collect();
    assert!(twice.is_empty(), "one rule is enough for {twice:?}");
    let (_portal, earnest) = portal("https://motcua.test", false).await;
    let left: Vec<_> = self::routes(&earnest)
        .into_iter()
        .filter(|(method, path)| rule(method, path).is_some_and(|(.., who, _)| *who == Demo))
        .collect();
    assert!(left.is_empty(), "not only in demonstrations: {left:?}");
}

#[tokio::test]
async fn every_route_refuses_whoever_should_not_be_there() {
    let matrix = Matrix::new().await;
    let mut before = matrix.portal.rows().await;
    for (method, route) in routes(&matrix.router) {
        let Some((_, _, who, sent)) = rule(&method, &route) else { continue };
        if matches!(who, Anybody | Demo) {
            continue;
        }
        let at = (method.as_str(), route.as_str());
        for (visitor, cookie) in [
            ("nobody", ""),
            ("a session that is none", "__Host-motcua=0000"),
            ("a session that ran out", &matrix.lapsed),
            ("somebody else", &matrix.minh),
        ] {
            let runs_out = visitor == "a session that ran out";
            if runs_out && *who == Writer {
                continue;
            }
            let answer = matrix.ask(at, sent, &[("cookie", cookie)]).await;
            let told = answer.told();
            let about = format!(
                "{method} {route} as {visitor}: {told:?} {:.200}",
                String::from_utf8_lossy(&answer.body)
            );
            assert_ne!(told, Told::Failed, "{about}");
            match (visitor, who) {
                ("somebody else", Citizen) => {}
                ("somebody else", Silent) => {}
                (_, System) => assert_eq!(told, Told::LogIn, "{about}"),
                ("somebody else", _) => assert_eq!(told, Told::Nothing, "{about}"),
                _ if route.ends_with("/nho") => assert_eq!(told, Told::Nothing, "{about}"),
                _ => assert_eq!(told, Told::LogIn, "{about}"),
            }
            let text = String::from_utf8_lossy(&answer.body);
            for secret in ["Nguyễn Minh An", "chứng sinh", "Cà phê Pleiku"] {
                assert!(!text.contains(secret), "{about}: {secret}");
            }
            check_headers(&route, &answer);
            if method == "GET" {
                continue;
            }
            let after = matrix.portal.rows().await;
            if visitor == "somebody else" && *who == Citizen {
                before = after;
            } else {
                assert!(after == before, "{about} changed something");
            }
        }
    }
}

/// A session that ran out writes what was typed, and learns nothing.
#[tokio::test]
async fn a_session_that_ran_out_reads_nothing_anywhere() {
    let matrix = Matrix::new().await;
    for (method, route, who, sent) in RULES {
        if *who != Writer || route.starts_with("/files") {
            continue;
        }
        let answer = matrix.ask((method, route), sent, &[("cookie", &matrix.lapsed)]).await;
        let text = String::from_utf8_lossy(&answer.body);
        let is_time = answer.status == StatusCode::OK && text.len() < 10;
        assert!(answer.told() == Told::LogIn || is_time, "{method} {route}: {} {text:.200}", answer.status);
    }
}

#[tokio::test]
async fn officers_are_answered_by_role_and_agency() {
    let matrix = Matrix::new().await;
    let before = matrix.portal.rows().await;
    for (method, route, who, sent) in RULES {
        let at = (*method, *route);
        for officer in &matrix.officers {
            let Some(may) = who.answers(officer) else { continue };
            // What one may is done in another test.
            if may && *method != "GET" {
                continue;
            }
            let answer = matrix.ask(at, sent, &[("cookie", &officer.cookie)]).await;
            let expected = if may { Told::Done } else { Told::Nothing };
            let about = format!("{method} {route} as {:?}, {}", officer.role, officer.of_its_agency);
            assert_eq!(answer.told(), expected, "{about}: {:.300}", String::from_utf8_lossy(&answer.body));
            check_headers(route, &answer);
        }
        if matches!(who, Staff(_) | Officers(_)) {
            let answer = matrix.ask(at, sent, &[("cookie", &matrix.without_factor)]).await;
            assert_eq!(answer.told(), Told::LogIn, "{method} {route} without a second factor");
        }
    }
    assert!(matrix.portal.rows().await == before, "something changed");
}

#[tokio::test]
async fn nothing_changes_by_reading() {
    let matrix = Matrix::new().await;
    let before = matrix.portal.rows().await;
    for (method, route) in routes(&matrix.router) {
        let Some((_, _, who, sent)) = rule(&method, &route).filter(|_| method == "GET") else { continue };
        for method in ["GET", "HEAD"] {
            let cookie = matrix.who_may(*who);
            let answer = matrix.ask((method, &route), sent, &[("cookie", cookie)]).await;
            let told = answer.told();
            // A server function says it in its answer's body, which is not there when only the head was asked for.
            let says_nothing = method == "HEAD" && route.contains("/api/");
            let is_not_there = *who == Others && (told == Told::Nothing || says_nothing);
            assert!(
                is_not_there
                    || *who == System && told == Told::LogIn
                    || *who != Others
                        && (told == Told::Done || matches!(who, Anybody | Demo) && told != Told::Failed),
                "{method} {route}: {told:?} {} {:.300}",
                answer.status,
                String::from_utf8_lossy(&answer.body)
            );
            check_headers(&route, &answer);
            let token = cookie.split('=').nth(1).unwrap();
            assert!(
                !String::from_utf8_lossy(&answer.body).contains(token),
                "{route} shows the session's token"
            );
        }
    }
    assert!(matrix.portal.rows().await == before, "something changed");
}

#[tokio::test]
async fn nothing_that_changes_something_is_taken_from_another_site() {
    let matrix = Matrix::new().await;
    let before = matrix.portal.rows().await;
    let foreign: [&[(&str, &str)]; 4] = [
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
    ];
    for (method, route) in routes(&matrix.router) {
        let safe = ["GET", "HEAD", "OPTIONS"].contains(&method.as_str());
        if safe || rule(&method, &route).is_none() {
            continue;
        }
        let sent = rule(&method, &route).map_or("", |(.., sent)| sent);
        for headers in foreign {
            let headers = [headers, &[("cookie", matrix.hoa.as_str())]].concat();
            let answer = matrix.ask((&method, &route), sent, &headers).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{method} {route} {headers:?}");
            assert!(!answer.headers.contains_key("set-cookie"), "{method} {route}");
            check_headers(&route, &answer);
        }
    }
    assert!(matrix.portal.rows().await == before, "something changed");
}

/// What is asked by a method that a route does not know is refused, and what it knows is done for its owner.
#[tokio::test]
async fn routes_take_the_methods_of_their_rules_and_no_others() {
    let matrix = Matrix::new().await;
    let before = matrix.portal.rows().await;
    let paths: BTreeSet<_> = routes(&matrix.router).into_iter().map(|(_, path)| path).collect();
    for path in &paths {
        for method in METHODS {
            let knows_get = method == "HEAD" && rule("GET", path).is_some();
            if rule(method, path).is_some() || knows_get {
                continue;
            }
            let answer = matrix.ask((method, path), "", &[("cookie", &matrix.hoa)]).await;
            assert!(answer.status.is_client_error(), "{method} {path}: {}", answer.status);
        }
    }
    assert!(matrix.portal.rows().await == before, "something changed");
    for (method, route, who, sent) in RULES.iter().filter(|(method, ..)| *method != "GET") {
        let answer = matrix.ask((method, route), sent, &[("cookie", matrix.who_may(*who))]).await;
        let told = answer.told();
        let may = *who == Anybody && told != Told::Failed || *who == System && told == Told::LogIn;
        let expected = if *who == Others { Told::Nothing } else { Told::Done };
        assert!(may || told == expected, "{method} {route}: {told:?} {}", answer.status);
    }
}

#[tokio::test]
async fn where_it_cannot_be_known_who_asks_nobody_gets_in() {
    let matrix = Matrix::new().await;
    matrix.portal.lose_sessions().await;
    for (method, route, who, sent) in
        RULES.iter().filter(|(_, _, who, _)| !matches!(who, Anybody | Demo | System))
    {
        let answer = matrix.ask((method, route), sent, &[("cookie", &matrix.hoa)]).await;
        let text = String::from_utf8_lossy(&answer.body);
        for secret in ["Nguyễn Minh An", "chứng sinh", "Cà phê Pleiku", "Nguyễn Thị Hoa"] {
            assert!(!text.contains(secret), "{method} {route}: {text}");
        }
        let is_page = *method == "GET" && !route.starts_with("/api/") && !route.starts_with("/giay-to/");
        assert!(is_page || answer.status.is_server_error(), "{method} {route} {who:?}: {}", answer.status);
    }
}
