//! The mails about accounts.

use chrono::{DateTime, Utc};
use domain::phone::Phone;
use domain::{Language, date};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{person, repo};
use crate::job::{self, Job};
use crate::message::{Mail, Sms, letter, sms};
use crate::{Error, Portal, Result};

/// What the mail about a registration carries.
pub(super) struct Confirmation<'a> {
    pub link_token: &'a str,
    pub link_until: DateTime<Utc>,
    pub code: &'a str,
    pub code_until: DateTime<Utc>,
}

/// The mail with the button and the code. It is the same whether or not the number that was typed has an account.
pub(super) fn confirm(portal: &Portal, language: Language, to: &str, carried: &Confirmation<'_>) -> Mail {
    let template = match language {
        Language::Vi => include_str!("letters/confirm.vi.txt"),
        Language::En => include_str!("letters/confirm.en.txt"),
    };
    let path = match language {
        Language::Vi => "/dang-ky/xac-nhan/",
        Language::En => "/en/dang-ky/xac-nhan/",
    };
    let link = [&portal.settings.public_url, path, carried.link_token].concat();
    let values = [
        ("link", link.as_str()),
        ("code", carried.code),
        ("link_until", &date::display_time(carried.link_until)),
        ("code_until", &date::display_time(carried.code_until)),
    ];
    letter::write(&portal.settings, template, language, to, &values)
}

/// Tells the owner of an account that somebody confirmed a registration of the same number.
pub(super) fn taken(portal: &Portal, language: Language, to: &str) -> Mail {
    let template = match language {
        Language::Vi => include_str!("letters/taken.vi.txt"),
        Language::En => include_str!("letters/taken.en.txt"),
    };
    let path = match language {
        Language::Vi => "/dang-nhap",
        Language::En => "/en/dang-nhap",
    };
    let link = [&portal.settings.public_url, path].concat();
    let time = date::display_time(portal.clock.now());
    letter::write(&portal.settings, template, language, to, &[("link", &link), ("time", &time)])
}

/// Tells the mailbox of an account that its number was won back by the person who has it.
pub(super) fn won_back(portal: &Portal, language: Language, to: &str) -> Mail {
    let template = match language {
        Language::Vi => include_str!("letters/won_back.vi.txt"),
        Language::En => include_str!("letters/won_back.en.txt"),
    };
    let time = date::display_time(portal.clock.now());
    letter::write(&portal.settings, template, language, to, &[("time", &time)])
}

/// What was changed about how an account is kept safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Password,
    Mailbox,
    Phone,
    AuthenticatorAdded,
    AuthenticatorRemoved,
    PasskeyAdded,
    PasskeyRemoved,
    RecoveryCodesRenewed,
    RecoveryCodeUsed,
    RecoveryAtDesk,
    SeenAtDesk,
}

impl Change {
    /// In one clause, as the subject and the text of the letter say it.
    fn clause(self, language: Language) -> &'static str {
        match (language, self) {
            (Language::Vi, Self::Password) => "mật khẩu đã được đổi",
            (Language::Vi, Self::Mailbox) => "hộp thư email đã được đổi",
            (Language::Vi, Self::Phone) => "số điện thoại đã được đổi",
            (Language::Vi, Self::AuthenticatorAdded) => "đã thêm ứng dụng xác thực",
            (Language::Vi, Self::AuthenticatorRemoved) => "đã bỏ ứng dụng xác thực",
            (Language::Vi, Self::PasskeyAdded) => "đã thêm một khóa truy cập (passkey)",
            (Language::Vi, Self::PasskeyRemoved) => "đã bỏ một khóa truy cập (passkey)",
            (Language::Vi, Self::RecoveryCodesRenewed) => {
                "đã tạo mã khôi phục mới, mã cũ không dùng được nữa"
            }
            (Language::Vi, Self::RecoveryCodeUsed) => "một mã khôi phục đã được dùng",
            (Language::Vi, Self::RecoveryAtDesk) => {
                "có yêu cầu đặt lại mật khẩu tại quầy, sau khi xem thẻ căn cước"
            }
            (Language::Vi, Self::SeenAtDesk) => {
                "cán bộ tại quầy đã xem thẻ căn cước và xác nhận tài khoản là của bạn"
            }
            (Language::En, Self::Password) => "the password was changed",
            (Language::En, Self::Mailbox) => "the mailbox was changed",
            (Language::En, Self::Phone) => "the phone number was changed",
            (Language::En, Self::AuthenticatorAdded) => "an authenticator app was added",
            (Language::En, Self::AuthenticatorRemoved) => "the authenticator app was removed",
            (Language::En, Self::PasskeyAdded) => "a passkey was added",
            (Language::En, Self::PasskeyRemoved) => "a passkey was removed",
            (Language::En, Self::RecoveryCodesRenewed) => {
                "new recovery codes were made, the old ones no longer work"
            }
            (Language::En, Self::RecoveryCodeUsed) => "a recovery code was used",
            (Language::En, Self::RecoveryAtDesk) => {
                "a new password was asked for at the desk, with the identity card"
            }
            (Language::En, Self::SeenAtDesk) => {
                "an officer saw the identity card at the desk and confirmed that the account is yours"
            }
        }
    }
}

/// Tells the owner of an account, in the transaction that changes it, at the mailbox that the account has at that moment.
/// Nothing where it has none.
pub(super) async fn tell(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    change: Change,
) -> Result<()> {
    let row = repo::account(connection, account_id).await?.ok_or(Error::Unreadable("account"))?;
    let mailbox = person::open_person(portal, &row)?.email;
    if mailbox.is_empty() {
        return Ok(());
    }
    let language = Language::of_tag(&row.language);
    let template = match language {
        Language::Vi => include_str!("letters/changed.vi.txt"),
        Language::En => include_str!("letters/changed.en.txt"),
    };
    let path = match language {
        Language::Vi => "/tai-khoan/phien",
        Language::En => "/en/tai-khoan/phien",
    };
    let link = [&portal.settings.public_url, path].concat();
    let time = date::display_time(portal.clock.now());
    let values = [("what", change.clause(language)), ("time", &time), ("link", &link)];
    let mail = Job::Mail(letter::write(&portal.settings, template, language, &mailbox, &values));
    job::enqueue(portal, connection, &mail, None).await
}

/// Tells the phone that an account had before, in the transaction that changes it. Nothing where that cannot be told.
pub(super) async fn tell_phone(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    before: &str,
) -> Result<()> {
    let Ok(phone) = Phone::parse_mobile(before) else { return Ok(()) };
    let row = repo::account(connection, account_id).await?.ok_or(Error::Unreadable("account"))?;
    let province = sms::plain(&portal.settings.province_name);
    let text = match Language::of_tag(&row.language) {
        Language::Vi => format!(
            "So dien thoai cua tai khoan dich vu cong {province} vua duoc doi. Khong phai ban? Hay doi mat khau ngay."
        ),
        Language::En => format!(
            "The phone number of your {province} public services account was changed. Not you? Change your password now."
        ),
    };
    let message = Sms { id: Uuid::now_v7(), to: phone.e164().to_owned(), text };
    job::enqueue(portal, connection, &Job::Sms(message), None).await
}

/// The mail with the link that sets a new password.
pub(super) fn recovery(
    portal: &Portal,
    language: Language,
    to: &str,
    link_token: &str,
    until: DateTime<Utc>,
) -> Mail {
    let template = match language {
        Language::Vi => include_str!("letters/recovery.vi.txt"),
        Language::En => include_str!("letters/recovery.en.txt"),
    };
    let link = [&portal.settings.public_url, &recovery_path(language), link_token].concat();
    let values = [("link", link.as_str()), ("until", &date::display_time(until))];
    letter::write(&portal.settings, template, language, to, &values)
}

/// What the addresses of such links begin with.
pub(super) fn recovery_path(language: Language) -> String {
    let prefix = if language == Language::En { "/en" } else { "" };
    [prefix, "/dang-nhap/quen-mat-khau/"].concat()
}

/// The mail with the code that confirms a new mailbox.
pub(super) fn new_mailbox(
    portal: &Portal,
    language: Language,
    to: &str,
    code: &str,
    until: DateTime<Utc>,
) -> Mail {
    let template = match language {
        Language::Vi => include_str!("letters/mailbox.vi.txt"),
        Language::En => include_str!("letters/mailbox.en.txt"),
    };
    let values = [("code", code), ("until", &date::display_time(until))];
    letter::write(&portal.settings, template, language, to, &values)
}

/// Tells the owner of an account that it is locked, with what lifts that.
pub(super) fn locked(
    portal: &Portal,
    language: Language,
    to: &str,
    token: &str,
    until: DateTime<Utc>,
) -> Mail {
    let (template, path) = match language {
        Language::Vi => (include_str!("letters/locked.vi.txt"), "/dang-nhap/mo-khoa/"),
        Language::En => (include_str!("letters/locked.en.txt"), "/en/dang-nhap/mo-khoa/"),
    };
    let link = [&portal.settings.public_url, path, token].concat();
    let (time, until) = (date::display_time(portal.clock.now()), date::display_time(until));
    let values = [("link", link.as_str()), ("time", &time), ("until", &until)];
    letter::write(&portal.settings, template, language, to, &values)
}

/// Tells that an account will be deleted, with what undoes that and when; or that it is deleted.
pub(super) fn deletion(
    portal: &Portal,
    language: Language,
    to: &str,
    undo: Option<(&str, DateTime<Utc>)>,
) -> Mail {
    let template = match (language, undo.is_some()) {
        (Language::Vi, true) => include_str!("letters/deletion.vi.txt"),
        (Language::En, true) => include_str!("letters/deletion.en.txt"),
        (Language::Vi, false) => include_str!("letters/deleted.vi.txt"),
        (Language::En, false) => include_str!("letters/deleted.en.txt"),
    };
    let path = match language {
        Language::Vi => "/tai-khoan/du-lieu/giu/",
        Language::En => "/en/tai-khoan/du-lieu/giu/",
    };
    let (token, until) = undo.map_or(("", String::new()), |(token, at)| (token, date::display_time(at)));
    let link = [&portal.settings.public_url, path, token].concat();
    let time = date::display_time(portal.clock.now());
    let values = [("link", link.as_str()), ("time", &time), ("until", &until)];
    letter::write(&portal.settings, template, language, to, &values)
}
