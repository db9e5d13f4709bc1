//! Everything that is sealed, sealed anew with the newest key, beside a portal that is running.

use ::entity::{
    account, api_request, authenticator, ceremony, contact_change, counter_visit, dossier, dossier_note,
    draft, event_text, hand_over, job, judgement, login_attempt, organisation, otp_challenge, passkey,
    printed_form, rating, recovery, registration, round, session, staff_invitation, supplement, webhook,
};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{Portal, Result};

/// So many rows are read at once; each is written by itself, so nobody waits for long.
const AT_ONCE: u64 = 200;

/// Names every column that is sealed, with the place its values are bound to; `$then` is done with each.
macro_rules! each_sealed_column {
    ($then:ident) => {
        $then! {
            account.Person by Id: "account.person",
            authenticator.Secret by AccountId: "authenticator.secret",
            organisation.Details by Id: "organisation.details",
            registration.Answers by Id: "registration.answers",
            registration.LinkToken by Id: "registration.link_token",
            login_attempt.Typed by Id: "login_attempt.typed",
            login_attempt.Carried by Id: "login_attempt.carried",
            contact_change.Value by AccountId: "contact_change.value",
            counter_visit.Person by Id: "counter_visit.person",
            recovery.Vouched by Id: "recovery.vouched",
            session.Network by Id: "session.network",
            session.Note by Id: "session.note",
            passkey.Key by Id: "passkey.key",
            ceremony.State by HolderId: "ceremony.state",
            otp_challenge.Phone by Id: "otp_challenge.phone",
            otp_challenge.Secret by Id: "otp_challenge.secret",
            draft.Answers by Id: "draft.answers",
            dossier.Answers by Id: "dossier.answers",
            event_text.Text by Id: "event_text.text",
            round.Answers by Id: "round.answers",
            supplement.Request by Id: "supplement.request",
            judgement.Verdicts by DossierId: "judgement.verdicts",
            hand_over.Tracking by DossierId: "hand_over.tracking",
            rating.Words by DossierId: "rating.words",
            dossier_note.Text by Id: "dossier_note.text",
            staff_invitation.Invited by Id: "staff_invitation.invited",
            printed_form.Letter by Id: "printed_form.letter",
            api_request.Answer by Id: "api_request.answer",
            webhook.Secret by Id: "webhook.secret",
            job.Payload by Id: "job.payload",
        }
    };
}

/// What became of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resealed {
    /// Values that were sealed anew.
    pub values: u64,
    /// Values that could not be opened: their key is not there. They stay as they are.
    pub unreadable: u64,
}

/// Seals everything anew that is not sealed with the newest key. What is changed meanwhile is left to whoever changes
/// it, who seals with the newest key.
pub async fn reseal(portal: &Portal) -> Result<Resealed> {
    let mut done = Resealed::default();
    macro_rules! reseal_each {
        ($($table:ident.$column:ident by $key:ident: $place:literal,)*) => {
            $({
                use $table::{Column, Entity};
                let mut after = Uuid::nil();
                loop {
                    let rows: Vec<(Uuid, Option<Vec<u8>>)> = Entity::find()
                        .select_only()
                        .columns([Column::$key, Column::$column])
                        .filter(Column::$key.gt(after))
                        .order_by_asc(Column::$key)
                        .limit(AT_ONCE)
                        .into_tuple()
                        .all(portal.database.read())
                        .await?;
                    let Some((last, _)) = rows.last() else { break };
                    after = *last;
                    for (id, sealed) in rows {
                        // What was emptied holds nothing.
                        let Some(sealed) = sealed.filter(|sealed| !sealed.is_empty()) else { continue };
                        if portal.keys.is_newest(&sealed) {
                            continue;
                        }
                        let Ok(plain) = portal.keys.open_bytes($place, &sealed) else {
                            done.unreadable += 1;
                            continue;
                        };
                        let anew = portal.keys.seal_bytes($place, &plain)?;
                        let transaction = portal.database.write().await?;
                        let written = Entity::update_many()
                            .col_expr(Column::$column, Expr::value(anew))
                            .filter(Column::$key.eq(id))
                            .filter(Column::$column.eq(sealed))
                            .exec(&*transaction)
                            .await?;
                        transaction.commit().await?;
                        done.values += written.rows_affected;
                    }
                }
            })*
        };
    }
    each_sealed_column!(reseal_each);
    Ok(done)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use ::entity::*;
    use sea_orm::{EntityName, IdenStatic};

    use super::*;
    use crate::account::testing::{citizen, organisation};
    use crate::account::{self as accounts, login};
    use crate::dossier::testing::{complete, draft as begin};
    use crate::dossier::{Submitted, by_code, submit};
    use crate::secret;
    use crate::testing::{TestPortal, on_each_database};
    use domain::{Answers, Language};

    async fn everything_is_sealed_anew_and_the_old_key_can_go(portal: TestPortal) {
        let (hoa, _) = citizen(&portal, 1).await;
        organisation(&portal, &hoa).await;
        let filed = complete(&portal, &hoa).await;
        let Submitted::Filed(code) = submit(&portal, &hoa, filed, Language::Vi).await.unwrap() else {
            panic!()
        };
        begin(&portal, &hoa).await;
        let tried = login::Try {
            attempt: None,
            session: None,
            number: "1",
            password: "",
            return_to: None,
            address: "198.51.100.7",
            language: Language::Vi,
            browser: None,
        };
        login::try_password(&portal, tried).await.unwrap();
        let answer = accounts::registration::answer;
        let step = domain::account::registration::Step::Kind;
        answer(&portal, None, Language::Vi, step, &Answers::default(), "", "198.51.100.7").await.unwrap();

        let path = portal.settings.data_dir.join("keys.json");
        assert_eq!(
            reseal(&portal).await.unwrap(),
            Resealed::default(),
            "everything is sealed with the newest key"
        );
        secret::rotate(&path).unwrap();
        let other = portal.second().await;
        portal.keys.refresh().unwrap();
        let done = reseal(&portal).await.unwrap();
        assert!(done.values >= 7 && done.unreadable == 0, "{done:?}");
        assert_eq!(reseal(&portal).await.unwrap(), Resealed::default());
        assert_eq!(by_code(&other, &hoa, &code).await.unwrap().unwrap().entry.code, code);
        secret::retire(&path).unwrap();
        portal.keys.refresh().unwrap();
        assert_eq!(accounts::person(&portal, &hoa).await.unwrap().email, "hoa@example.vn");
        assert_eq!(accounts::organisations(&portal, &hoa).await.unwrap().len(), 1);
        assert!(by_code(&portal, &hoa, &code).await.unwrap().is_some());
        portal.work().await;
        assert_eq!(portal.mails().len(), 1, "the mail that waited is sent");
    }
    on_each_database!(everything_is_sealed_anew_and_the_old_key_can_go);

    async fn what_cannot_be_opened_stays(portal: TestPortal) {
        citizen(&portal, 1).await;
        let path = portal.settings.data_dir.join("keys.json");
        secret::rotate(&path).unwrap();
        secret::retire(&path).unwrap();
        portal.keys.refresh().unwrap();
        assert_eq!(reseal(&portal).await.unwrap(), Resealed { values: 0, unreadable: 1 });
    }
    on_each_database!(what_cannot_be_opened_stays);

    /// A column of bytes is sealed, and then it is named here.
    #[tokio::test]
    async fn every_column_of_bytes_is_named() {
        let portal = TestPortal::on_sqlite().await;
        let mut named = Vec::new();
        macro_rules! name_each {
            ($($table:ident.$column:ident by $key:ident: $place:literal,)*) => {
                $(named.push(format!("{}.{}", $table::Entity.table_name(), $table::Column::$column.as_str()));)*
            };
        }
        each_sealed_column!(name_each);
        named.sort();
        assert_eq!(portal.columns_of_bytes().await, named);
    }
}
