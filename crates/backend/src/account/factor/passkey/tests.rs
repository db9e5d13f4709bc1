use serde_json::from_str;

use super::testing::{BROWSER, Device, set_up, set_up_in};
use super::*;
use crate::account::data;
use crate::account::factor::{self, authenticator};
use crate::account::fresh::{self, FreshCitizen, fresh};
use crate::account::testing::{self, PASSWORD};
use crate::account::{Session, authenticate, note};
use crate::testing::{TestPortal, on_each_database};

/// Somebody with a password who has just logged in, and the token of the session.
async fn somebody(portal: &TestPortal, seed: u32) -> (FreshCitizen, String) {
    let (citizen, token) = testing::citizen_with_password(portal, seed).await;
    (fresh(portal, citizen).unwrap(), token)
}

async fn a_passkey_is_made_by_whoever_unlocks_the_device(portal: TestPortal) {
    let (hoa, _) = somebody(&portal, 1).await;
    let options = begin_making(&portal, &hoa).await.unwrap().unwrap();
    let asked: Value = from_str(&options).unwrap();
    assert_eq!(asked["rp"], json!({"id": "motcua.test", "name": "Dịch vụ công Gia Lai"}));
    assert_eq!(asked["user"]["name"], "Nguyễn Thị Hoa");
    let chosen = &asked["authenticatorSelection"];
    assert_eq!(
        (&chosen["residentKey"], &chosen["userVerification"]),
        (&json!("required"), &json!("required"))
    );
    assert_eq!(asked["excludeCredentials"], json!([]));

    let mut device = Device::new();
    for wrong in [
        Device { unlocked: false, ..Device::new() },
        Device { origin: "https://motcua.test.evil.example", ..Device::new() },
        Device { origin: "https://motcua.test:8443", ..Device::new() },
    ] {
        let options = begin_making(&portal, &hoa).await.unwrap().unwrap();
        assert!(!finish_making(&portal, &hoa, &{ wrong }.make(&options), BROWSER).await.unwrap());
    }
    let options = begin_making(&portal, &hoa).await.unwrap().unwrap();
    let answer = device.make(&options);
    assert!(finish_making(&portal, &hoa, &answer, BROWSER).await.unwrap());
    assert!(!finish_making(&portal, &hoa, &answer, BROWSER).await.unwrap(), "once");
    let [made] = &list(&portal, &hoa).await.unwrap()[..] else { panic!() };
    assert_eq!((made.name.as_str(), made.used_at), ("Chrome, Android", None));
    let factors = factor::mine(&portal, &hoa).await.unwrap();
    assert_eq!((factors.passkeys, factors.recovery_codes), (1, 10), "the first factor comes with codes");
    assert_eq!(note::new_codes(&portal, &hoa).await.unwrap().unwrap().len(), 10);
    portal.work().await;
    let [mail] = &portal.mails()[..] else { panic!() };
    assert!(mail.text.contains("đã thêm một khóa truy cập (passkey)"), "{}", mail.text);
    let [row] = &repo::passkeys(portal.database.read(), hoa.account_id()).await.unwrap()[..] else {
        panic!()
    };
    assert!(!String::from_utf8_lossy(&row.key).contains("cred"), "sealed");

    let again = begin_making(&portal, &hoa).await.unwrap().unwrap();
    let asked: Value = from_str(&again).unwrap();
    let made: Value = from_str(&answer).unwrap();
    assert_eq!(asked["excludeCredentials"][0]["id"], made["id"], "a device that has one makes no second");
    assert!(!finish_making(&portal, &hoa, &device.make(&again), BROWSER).await.unwrap(), "nor is it kept");
    let (minh, _) = somebody(&portal, 2).await;
    let options = begin_making(&portal, &minh).await.unwrap().unwrap();
    assert!(!finish_making(&portal, &minh, &device.make(&options), BROWSER).await.unwrap(), "nor by others");
}
on_each_database!(a_passkey_is_made_by_whoever_unlocks_the_device);

async fn what_was_asked_takes_one_answer_of_its_session_for_some_minutes(portal: TestPortal) {
    let (hoa, _) = somebody(&portal, 1).await;
    let (minh, _) = somebody(&portal, 2).await;
    let mut device = Device::new();
    let first = begin_making(&portal, &hoa).await.unwrap().unwrap();
    let second = begin_making(&portal, &hoa).await.unwrap().unwrap();
    assert!(!finish_making(&portal, &hoa, &device.make(&first), BROWSER).await.unwrap(), "the newest counts");
    assert!(!finish_making(&portal, &hoa, &device.make(&second), BROWSER).await.unwrap(), "and was used up");

    let options = begin_making(&portal, &hoa).await.unwrap().unwrap();
    assert!(
        !finish_making(&portal, &minh, &device.make(&options), BROWSER).await.unwrap(),
        "of another session"
    );
    assert!(finish_making(&portal, &hoa, &device.make(&options), BROWSER).await.unwrap());

    let mut later = Device::new();
    let options = begin_making(&portal, &minh).await.unwrap().unwrap();
    portal.test_clock.advance(LIFE);
    assert!(!finish_making(&portal, &minh, &later.make(&options), BROWSER).await.unwrap(), "too late");
    let (holder, account_id) = (Uuid::now_v7(), Some(hoa.account_id()));
    begin_using(&portal, holder, account_id).await.unwrap().unwrap();
    portal.test_clock.advance(LIFE + TimeDelta::seconds(1));
    assert_eq!(forget(&*portal.database.write().await.unwrap(), portal.clock.now()).await.unwrap(), 1);

    for nonsense in ["", "{}", "null", "{\"id\":\"x\"}"] {
        let options = begin_using(&portal, holder, account_id).await.unwrap();
        assert!(options.is_some());
        assert_eq!(used(&portal, holder, account_id, nonsense).await.unwrap(), None);
        begin_making(&portal, &hoa).await.unwrap();
        assert!(!finish_making(&portal, &hoa, nonsense, BROWSER).await.unwrap());
    }
}
on_each_database!(what_was_asked_takes_one_answer_of_its_session_for_some_minutes);

async fn only_the_device_that_counts_on_and_is_unlocked_is_right(portal: TestPortal) {
    let (hoa, _) = somebody(&portal, 1).await;
    let (minh, _) = somebody(&portal, 2).await;
    let device = set_up(&portal, &hoa).await;
    let holder = Uuid::now_v7();
    let (id, whose) = (hoa.account_id(), [None, Some(hoa.account_id())]);
    let answers = async |device: &Device, account_id| {
        let options = begin_using(&portal, holder, account_id).await.unwrap().unwrap();
        used(&portal, holder, account_id, &device.answer_to(&options)).await.unwrap()
    };
    for known in whose {
        assert_eq!(answers(&device, known).await, Some(id), "backed up: it does not count");
        assert_eq!(answers(&Device { unlocked: false, ..device.clone() }, known).await, None);
        assert_eq!(answers(&Device { origin: "http://motcua.test", ..device.clone() }, known).await, None);
        assert_eq!(answers(&device.held_by(&minh), known).await, None);
        assert_eq!(answers(&Device::new(), known).await, None);
    }
    let options = begin_using(&portal, holder, Some(minh.account_id())).await.unwrap();
    assert_eq!(options, None, "who has none is asked for none");
    set_up(&portal, &minh).await;
    assert_eq!(answers(&device, Some(minh.account_id())).await, None, "another's");

    let options = begin_using(&portal, holder, None).await.unwrap().unwrap();
    let answer = device.answer_to(&options);
    let uses = [used(&portal, holder, None, &answer), used(&portal, holder, None, &answer)];
    let right = futures::future::join_all(uses).await.into_iter().filter(|one| matches!(one, Ok(Some(_))));
    assert_eq!(right.count(), 1, "one answer, once");
    begin_using(&portal, holder, None).await.unwrap();
    assert_eq!(used(&portal, holder, None, &answer).await.unwrap(), None, "an old answer to a new question");

    let mut device = set_up_in(&portal, &hoa, Device { counter: 1, ..Device::new() }).await;
    device.counter = 7;
    assert_eq!(answers(&device, None).await, Some(id));
    assert_eq!(answers(&device, None).await, None, "a copy, or the one that was copied");
    device.counter = 6;
    assert_eq!(answers(&device, None).await, None);
    device.counter = 8;
    assert_eq!(answers(&device, None).await, Some(id));
    let used_at = list(&portal, &hoa).await.unwrap()[1].used_at;
    assert_eq!(used_at, Some(portal.clock.now()));
}
on_each_database!(only_the_device_that_counts_on_and_is_unlocked_is_right);

async fn a_passkey_proves_who_one_is(portal: TestPortal) {
    let (hoa, old) = somebody(&portal, 1).await;
    let device = set_up(&portal, &hoa).await;
    portal.test_clock.advance(domain::account::session::FRESH);
    let Session::Active(hoa) = authenticate(&portal, &old).await.unwrap() else { panic!() };
    assert_eq!(fresh(&portal, hoa.clone()), None);
    let asked = fresh::asked(&portal, &hoa).await.unwrap();
    assert!(asked.passkey && asked.password && asked.code, "{asked:?}");
    let (minh, _) = somebody(&portal, 2).await;
    let others = set_up(&portal, &minh).await;
    let options = fresh::begin_passkey(&portal, &hoa).await.unwrap().unwrap();
    let answer = others.held_by(&hoa).answer_to(&options);
    assert_eq!(fresh::prove_by_passkey(&portal, &hoa, &answer).await.unwrap(), None, "another's");
    let options = fresh::begin_passkey(&portal, &hoa).await.unwrap().unwrap();
    let new = fresh::prove_by_passkey(&portal, &hoa, &device.answer_to(&options)).await.unwrap().unwrap();
    assert_eq!(authenticate(&portal, &old).await.unwrap(), Session::None);
    let Session::Active(hoa) = authenticate(&portal, &new).await.unwrap() else { panic!() };
    assert!(fresh(&portal, hoa.clone()).is_some());

    portal.test_clock.advance(domain::account::session::FRESH);
    assert_eq!(fresh::prove(&portal, &hoa, PASSWORD, "").await.unwrap(), None, "the password is not enough");
    let transaction = portal.database.write().await.unwrap();
    repo::delete_codes(&*transaction, hoa.account_id()).await.unwrap();
    transaction.commit().await.unwrap();
    let asked = fresh::asked(&portal, &hoa).await.unwrap();
    assert!(asked.passkey && !asked.password && !asked.code, "nothing that cannot be enough: {asked:?}");
}
on_each_database!(a_passkey_proves_who_one_is);

async fn passkeys_have_names_and_are_taken_off_by_their_owner(portal: TestPortal) {
    let (hoa, _) = somebody(&portal, 1).await;
    let (minh, _) = somebody(&portal, 2).await;
    for _ in 0..2 {
        set_up(&portal, &hoa).await;
    }
    let [first, second] = &list(&portal, &hoa).await.unwrap()[..] else { panic!() };
    rename(&portal, &hoa, first.id, "  Máy của Hoa \n").await.unwrap();
    rename(&portal, &minh, first.id, "Máy của Minh").await.unwrap();
    rename(&portal, &hoa, second.id, &"x".repeat(100)).await.unwrap();
    rename(&portal, &hoa, second.id, " ").await.unwrap();
    let names: Vec<_> = list(&portal, &hoa).await.unwrap().into_iter().map(|one| one.name).collect();
    assert_eq!(names, ["Máy của Hoa".to_owned(), "x".repeat(60)]);

    remove(&portal, &minh, first.id).await.unwrap();
    assert_eq!(list(&portal, &hoa).await.unwrap().len(), 2);
    remove(&portal, &hoa, first.id).await.unwrap();
    let factors = factor::mine(&portal, &hoa).await.unwrap();
    assert!(factors.passkeys == 1 && factors.recovery_codes == 10, "{factors:?}");
    factor::testing::set_up(&portal, &hoa).await;
    remove(&portal, &hoa, second.id).await.unwrap();
    assert_eq!(factor::mine(&portal, &hoa).await.unwrap().recovery_codes, 10, "there is still the app");
    authenticator::remove(&portal, &hoa).await.unwrap();
    assert_eq!(factor::mine(&portal, &hoa).await.unwrap(), factor::Factors::default());
    portal.work().await;
    let removed =
        portal.mails().into_iter().filter(|mail| mail.text.contains("đã bỏ một khóa truy cập (passkey)"));
    assert_eq!(removed.count(), 2);

    for _ in 0..MOST {
        set_up(&portal, &hoa).await;
    }
    assert_eq!(begin_making(&portal, &hoa).await.unwrap(), None, "enough");
}
on_each_database!(passkeys_have_names_and_are_taken_off_by_their_owner);

async fn passkeys_go_along_with_their_account(portal: TestPortal) {
    use futures::TryStreamExt;
    let (hoa, _) = somebody(&portal, 1).await;
    set_up(&portal, &hoa).await;
    let pieces: Vec<_> = data::export(&portal, &hoa).await.unwrap().try_collect().await.unwrap();
    let taken: Value = serde_json::from_slice(&pieces.concat()).unwrap();
    assert_eq!(taken["passkeys"][0]["name"], "Chrome, Android");
    let transaction = portal.database.write().await.unwrap();
    use sea_orm::EntityTrait;
    ::entity::account::Entity::delete_by_id(hoa.account_id()).exec(&*transaction).await.unwrap();
    transaction.commit().await.unwrap();
    assert!(passkey::Entity::find().all(portal.database.read()).await.unwrap().is_empty());
}
on_each_database!(passkeys_go_along_with_their_account);

async fn keys_are_sealed_anew(portal: TestPortal) {
    let (hoa, _) = somebody(&portal, 1).await;
    let device = set_up(&portal, &hoa).await;
    let holder = Uuid::now_v7();
    let options = begin_using(&portal, holder, None).await.unwrap().unwrap();
    let path = portal.settings.data_dir.join("keys.json");
    crate::secret::rotate(&path).unwrap();
    portal.keys.refresh().unwrap();
    crate::reseal::reseal(&portal).await.unwrap();
    crate::secret::retire(&path).unwrap();
    portal.keys.refresh().unwrap();
    let whose = used(&portal, holder, None, &device.answer_to(&options)).await.unwrap();
    assert_eq!(whose, Some(hoa.account_id()));
}
on_each_database!(keys_are_sealed_anew);
