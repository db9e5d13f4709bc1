//! What filing asks beside the procedure's own form: whose dossier it is, and where the result is received.
//!
//! Ids begin with `dossier_`, which no procedure's form uses.

use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::answers::Answers;
use crate::catalogue::{Agency, AgencyKind, AgencyLevel, Applicant, Delivery, Procedure};
use crate::form::{Choice, Condition, Field, FieldKind, Prefill, Section};
use crate::text::Text;

/// Path of the receiving desk's code.
pub const DESK: &str = "dossier_desk";
/// Path of whom the dossier is for: `self`, `organisation` or `other`.
pub const FILED_FOR: &str = "dossier_for";
/// Path of the id of the organisation it is for.
pub const ORGANISATION: &str = "dossier_organisation";
/// Path of the way the result is received: `online`, `at_desk` or `post`.
pub const DELIVERY: &str = "dossier_delivery";
/// Path of the declaration that everything is true, `yes` when given.
pub const PLEDGE: &str = "dossier_pledge";
/// Path of the request in words, where the procedure has no form of its own.
pub const REQUEST: &str = "dossier_request";

/// An organisation that the account acts for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActsFor {
    /// Its id, as the answer keeps it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its tax code, if it has one.
    pub tax_code: Option<String>,
}

/// Whom a dossier is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FiledFor {
    /// The one who files.
    Myself,
    /// An organisation that the one who files represents.
    Organisation,
    /// Another person who authorised the one who files.
    Other,
}

/// Whom the dossier is for, once it was answered.
pub fn filed_for(answers: &Answers) -> Option<FiledFor> {
    match answers.get(FILED_FOR) {
        "self" => Some(FiledFor::Myself),
        "organisation" => Some(FiledFor::Organisation),
        "other" => Some(FiledFor::Other),
        _ => None,
    }
}

/// Whether organisations may apply.
pub fn is_open_to_organisations(procedure: &Procedure) -> bool {
    procedure.applicants.iter().any(|one| matches!(one, Applicant::Business | Applicant::HouseholdBusiness))
}

/// "Chủ hồ sơ": for oneself, for an organisation the account acts for, or on someone's behalf. An
/// organisation is offered where organisations may apply; oneself always, for who founds a business has none yet.
pub fn owner_section(procedure: &Procedure, organisations: &[ActsFor]) -> Section {
    let business = is_open_to_organisations(procedure);
    let mut whom = vec![Choice::new("self", "Cho tôi", "For myself")];
    if business && !organisations.is_empty() {
        whom.push(Choice::new(
            "organisation",
            "Cho doanh nghiệp, tổ chức tôi đại diện",
            "For an organisation I represent",
        ));
    }
    whom.push(Choice::new(
        "other",
        "Thay mặt người khác, có giấy ủy quyền",
        "On someone's behalf, with an authorisation",
    ));
    let registered = organisations
        .iter()
        .map(|one| {
            let code = one.tax_code.as_deref().map(|code| [" · ", code].concat()).unwrap_or_default();
            let label = [&one.name, code.as_str()].concat();
            Choice::new(&one.id, &label, &label)
        })
        .collect();
    let for_self = || Condition::eq(FILED_FOR, "self");
    let for_organisation = || Condition::eq(FILED_FOR, "organisation");
    let for_other = || Condition::eq(FILED_FOR, "other");
    let mut whom = Field::new(
        FILED_FOR,
        FieldKind::Choice { choices: whom },
        "Bạn nộp hồ sơ cho ai?",
        "Whom do you file for?",
    );
    if business && organisations.is_empty() {
        whom = whom.hint(
            "Nộp cho doanh nghiệp, hộ kinh doanh hoặc tổ chức: trước hết thêm vào trang Tài khoản, rồi quay lại đây.",
            "For an enterprise, household business or organisation: first add it on the page Account, then come back.",
        );
    }
    let mut fields = vec![whom];
    if business && !organisations.is_empty() {
        fields.push(
            Field::new(ORGANISATION, FieldKind::Choice { choices: registered }, "Tổ chức", "Organisation")
                .when(for_organisation()),
        );
    }
    let of_owner =
        |id: &str, kind, vi, en, source| Field::new(id, kind, vi, en).when(for_self()).prefill(source);
    fields.extend([
        of_owner(
            "dossier_owner_name",
            FieldKind::PersonName,
            "Họ, chữ đệm và tên chủ hồ sơ",
            "Owner's full name",
            Prefill::AccountName,
        ),
        of_owner(
            "dossier_owner_identity_number",
            FieldKind::IdentityNumber,
            "Số định danh cá nhân",
            "Identity number",
            Prefill::AccountIdentityNumber,
        ),
        of_owner(
            "dossier_owner_birth_date",
            FieldKind::Date { past: true },
            "Ngày sinh",
            "Date of birth",
            Prefill::AccountBirthDate,
        ),
        of_owner(
            "dossier_owner_address",
            FieldKind::Address { detailed: false },
            "Nơi cư trú",
            "Residence",
            Prefill::AccountAddress,
        ),
        Field::new(
            "dossier_principal_name",
            FieldKind::PersonName,
            "Họ, chữ đệm và tên chủ hồ sơ",
            "Owner's full name",
        )
        .hint("Người đã ủy quyền cho bạn.", "The person who authorised you.")
        .when(for_other()),
        Field::new(
            "dossier_principal_identity_number",
            FieldKind::IdentityNumber,
            "Số định danh cá nhân của chủ hồ sơ",
            "Owner's identity number",
        )
        .when(for_other()),
        Field::new(
            "dossier_principal_birth_date",
            FieldKind::Date { past: true },
            "Ngày sinh của chủ hồ sơ",
            "Owner's date of birth",
        )
        .optional()
        .when(for_other()),
        Field::new(
            "dossier_principal_address",
            FieldKind::Address { detailed: false },
            "Nơi cư trú của chủ hồ sơ",
            "Owner's residence",
        )
        .when(for_other()),
        Field::new("dossier_phone", FieldKind::Phone, "Số điện thoại liên hệ", "Phone number for questions")
            .hint("Cán bộ gọi số này khi cần hỏi thêm.", "The officer calls it when something is unclear.")
            .prefill(Prefill::AccountPhone),
        Field::new("dossier_email", FieldKind::Email, "Email nhận thông báo", "E-mail for notices")
            .prefill(Prefill::AccountEmail),
    ]);
    Section::new("dossier_owner", Text::new("Chủ hồ sơ", "Dossier owner"), fields)
}

/// The form of the procedure, or the common one: the request in words.
pub fn form_sections(procedure: &Procedure) -> Vec<Section> {
    procedure.form.clone().unwrap_or_else(|| {
        let request = Field::new(
            REQUEST,
            FieldKind::LongText { max_length: Some(2000) },
            "Nội dung đề nghị",
            "Your request",
        )
        .hint(
            "Viết ngắn gọn bạn đề nghị giải quyết việc gì. Giấy tờ tải lên ở bước sau.",
            "Say in a few words what you ask for. Papers are uploaded in a later step.",
        );
        vec![Section::new("dossier_request", Text::new("Nội dung đề nghị", "Your request"), vec![request])]
    })
}

/// "Nơi nhận kết quả": only the ways that the procedure offers.
pub fn delivery_section(procedure: &Procedure) -> Section {
    let ways = procedure
        .delivery
        .iter()
        .map(|way| match way {
            Delivery::Online => Choice::new("online", "Trực tuyến, trên cổng này", "Online, on this portal"),
            Delivery::AtDesk => Choice::new("at_desk", "Tại bộ phận một cửa", "At the receiving desk"),
            Delivery::Post => Choice::new(
                "post",
                "Qua bưu chính công ích, người nhận trả cước",
                "By public post, postage paid by the receiver",
            ),
        })
        .collect();
    let mut fields = vec![Field::new(
        DELIVERY,
        FieldKind::Choice { choices: ways },
        "Bạn muốn nhận kết quả ở đâu?",
        "Where do you want to receive the result?",
    )];
    if procedure.delivery.contains(&Delivery::Post) {
        let by_post = |id: &str, kind, vi, en, source| {
            Field::new(id, kind, vi, en).when(Condition::eq(DELIVERY, "post")).prefill(source)
        };
        fields.extend([
            by_post(
                "dossier_delivery_name",
                FieldKind::PersonName,
                "Họ tên người nhận",
                "Receiver's full name",
                Prefill::AccountName,
            ),
            by_post(
                "dossier_delivery_phone",
                FieldKind::Phone,
                "Số điện thoại người nhận",
                "Receiver's phone number",
                Prefill::AccountPhone,
            ),
            by_post(
                "dossier_delivery_address",
                FieldKind::Address { detailed: true },
                "Địa chỉ nhận",
                "Address",
                Prefill::AccountAddress,
            ),
        ]);
    }
    Section::new("dossier_delivery", Text::new("Nơi nhận kết quả", "Receiving the result"), fields)
}

/// All sections of a filing in order, for accepting, keeping and showing answers.
pub fn all_sections(procedure: &Procedure, organisations: &[ActsFor]) -> Vec<Section> {
    let mut sections = vec![owner_section(procedure, organisations)];
    sections.extend(form_sections(procedure));
    sections.push(delivery_section(procedure));
    sections
}

/// The desk to propose: that of the commune where the person lives for what communes do, the province's own otherwise;
/// the first of its level where no better one is known.
pub fn suggested_desk<'a>(
    procedure: &Procedure,
    home: &Address,
    agencies: &'a [Agency],
) -> Option<&'a Agency> {
    let desks = || agencies.iter().filter(|agency| agency.kind == AgencyKind::ReceivingDesk);
    let of_commune = || desks().find(|desk| desk.commune.as_deref() == Some(home.commune.as_str()));
    let of_level = || desks().find(|desk| desk.level == procedure.level);
    match procedure.level {
        AgencyLevel::Commune => of_commune().or_else(of_level),
        AgencyLevel::Province => of_level(),
    }
    .or_else(|| desks().next())
}
