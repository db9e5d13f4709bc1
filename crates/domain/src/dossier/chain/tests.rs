#![allow(clippy::unwrap_used)]

use chrono::{NaiveDate, TimeDelta};
use proptest::prelude::*;

use super::*;

const DOSSIER: Key = [7; 16];

fn event(number: u64) -> Event {
    let at: DateTime<Utc> = "2026-11-23T02:00:00Z".parse().unwrap();
    Event {
        dossier: DOSSIER,
        number,
        at: at + TimeDelta::hours(number as i64),
        name: "accept".to_owned(),
        status: Status::Accepted,
        stage: Stage::Desk,
        actor: "desk_officer".to_owned(),
        account: Some([1; 16]),
        stands_in_for: None,
        agency: "H21.15".to_owned(),
        detail: Some([2; 32]),
    }
}

fn chained(events: impl IntoIterator<Item = Event>) -> Vec<Link> {
    let mut previous = BEGINNING;
    let mut links = Vec::new();
    for event in events {
        let link = event.link(previous);
        previous = link.hash;
        links.push(link);
    }
    links
}

fn chain(length: u64) -> Vec<Link> {
    chained((1..=length).map(event))
}

fn head(links: &[Link]) -> Option<Head> {
    links.last().map(|link| Head { number: link.event.number, hash: link.hash })
}

fn no_links() -> [&'static Link; 0] {
    []
}

fn hex(hash: &Hash) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// One thing about a link, changed.
const CHANGES: &[fn(&mut Link)] = &[
    |link| link.event.dossier[15] ^= 1,
    |link| link.event.number += 1,
    |link| link.event.at += TimeDelta::milliseconds(1),
    |link| link.event.name = "refuse".to_owned(),
    |link| link.event.status = Status::Refused,
    |link| link.event.stage = Stage::Closed,
    |link| link.event.actor = "leader".to_owned(),
    |link| link.event.account = None,
    |link| link.event.account = Some([3; 16]),
    |link| link.event.stands_in_for = Some([1; 16]),
    // The same bytes, at another place.
    |link| (link.event.account, link.event.stands_in_for) = (link.event.stands_in_for, link.event.account),
    |link| link.event.agency.push('1'),
    |link| {
        link.event.actor.push('H');
        link.event.agency.remove(0);
    },
    |link| link.event.detail = None,
    |link| link.event.detail = Some([0; 32]),
    |link| link.previous[0] ^= 1,
    |link| link.hash[31] ^= 1,
];

/// What is kept is checked for ever: other bytes need another version of them.
#[test]
fn hashes_stay_as_they_are() {
    let links = chain(2);
    assert_eq!(
        links.iter().map(|link| hex(&link.hash)).collect::<Vec<_>>(),
        [
            "a6f7a552373bf28aab0889173fe12f8aeb9ca876076b0b6063442a267c4e9e05",
            "97f9b383cf332ed9f37cb15629190f3c5a8daa9d2b73e81947c396a438cf5e05"
        ]
    );
    let day = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    let anchor = Anchor::new(BEGINNING, day, [(DOSSIER, head(&links).unwrap())]).unwrap();
    assert_eq!(
        (anchor.count, hex(&anchor.hash).as_str()),
        (1, "fab3252f30c9d02a0166eb3d9ec269ad93381b3a11b7a643fb2d9623c0ef14bd")
    );
}

#[test]
fn a_whole_chain_is_whole_and_grows() {
    assert_eq!(verify(DOSSIER, no_links(), None), Ok(None));
    let links = chain(5);
    assert_eq!(verify(DOSSIER, &links, None), Ok(head(&links)));
    for anchored in 1..=5 {
        assert_eq!(
            verify(DOSSIER, &links, head(&links[..anchored])),
            Ok(head(&links)),
            "grown since the anchor"
        );
    }
}

#[test]
fn the_first_broken_link_is_named() {
    let links = chain(5);
    let broken = |number, fault| Err(Broken { number, fault });
    let mut removed = links.clone();
    removed.remove(2);
    assert_eq!(verify(DOSSIER, &removed, None), broken(3, Fault::Number));
    let mut swapped = links.clone();
    swapped.swap(1, 3);
    assert_eq!(verify(DOSSIER, &swapped, None), broken(2, Fault::Number));
    let mut changed = links.clone();
    changed[3].event.name = "refuse".to_owned();
    assert_eq!(verify(DOSSIER, &changed, None), broken(4, Fault::Changed));
    changed[3] = changed[3].event.clone().link(links[2].hash);
    assert_eq!(
        verify(DOSSIER, &changed, None),
        broken(5, Fault::Previous),
        "hashed anew, the next one tells"
    );
    assert_eq!(verify([8; 16], &links, None), broken(1, Fault::OtherDossier));
    assert_eq!(verify(DOSSIER, &links[..3], head(&links)), broken(4, Fault::CutOff));
    assert_eq!(verify(DOSSIER, no_links(), head(&links)), broken(1, Fault::CutOff));
    let rewritten = chained(links.iter().map(|link| {
        let reason = if link.event.number == 2 { Some([9; 32]) } else { link.event.detail };
        Event { detail: reason, ..link.event.clone() }
    }));
    assert_eq!(verify(DOSSIER, &rewritten, None), Ok(head(&rewritten)), "whole by itself");
    assert_eq!(verify(DOSSIER, &rewritten, head(&links)), broken(5, Fault::Rewritten));
    assert_eq!(verify(DOSSIER, &rewritten, head(&links[..2])), broken(2, Fault::Rewritten));
}

#[test]
fn an_anchor_holds_all_heads_in_their_order() {
    let day = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    let heads: Vec<(Key, Head)> =
        (1..=4u8).map(|at| ([at; 16], head(&chain(u64::from(at))).unwrap())).collect();
    let anchor = Anchor::new(BEGINNING, day, heads.clone()).unwrap();
    assert_eq!(Anchor::new(BEGINNING, day, heads.clone()), Ok(anchor));
    let mut others: Vec<Vec<_>> = vec![heads[1..].to_vec(), heads[..3].to_vec()];
    for at in 0..heads.len() {
        let mut changed = heads.clone();
        changed[at].1.hash[0] ^= 1;
        others.push(changed.clone());
        changed[at] = heads[at];
        changed[at].1.number += 1;
        others.push(changed);
    }
    for heads in others {
        assert_ne!(Anchor::new(BEGINNING, day, heads).unwrap().hash, anchor.hash);
    }
    assert_ne!(Anchor::new(anchor.hash, day, heads.clone()).unwrap().hash, anchor.hash);
    assert_ne!(Anchor::new(BEGINNING, day.succ_opt().unwrap(), heads.clone()).unwrap().hash, anchor.hash);
    let mut swapped = heads.clone();
    swapped.swap(0, 1);
    assert_eq!(Anchor::new(BEGINNING, day, swapped), Err(OutOfOrder));
    assert_eq!(Anchor::new(BEGINNING, day, [heads[0], heads[0]]), Err(OutOfOrder));
    assert_eq!(Anchor::new(BEGINNING, day, []).unwrap().count, 0);
}

proptest! {
    #[test]
    fn any_change_is_found_where_it_is(length in 1u64..12, at: prop::sample::Index, change in 0..CHANGES.len()) {
        let whole = chain(length);
        let mut links = whole.clone();
        let at = at.index(links.len());
        CHANGES[change](&mut links[at]);
        prop_assert_ne!(&links, &whole);
        prop_assert_eq!(verify(DOSSIER, &links, None).unwrap_err().number, at as u64 + 1);
    }

    #[test]
    fn any_removal_is_found(length in 1u64..12, removed: prop::sample::Index) {
        let mut links = chain(length);
        let anchored = head(&links);
        let removed = removed.index(links.len());
        links.remove(removed);
        prop_assert_eq!(verify(DOSSIER, &links, anchored).unwrap_err().number, removed as u64 + 1);
    }

    #[test]
    fn any_other_order_is_found(order in (2usize..12).prop_flat_map(|n| Just((0..n).collect::<Vec<_>>()).prop_shuffle())) {
        let links = chain(order.len() as u64);
        let shuffled: Vec<Link> = order.iter().map(|at| links[*at].clone()).collect();
        let first = order.iter().enumerate().position(|(place, at)| place != *at);
        let found = verify(DOSSIER, &shuffled, None);
        prop_assert_eq!(found.err().map(|broken| broken.number as usize - 1), first);
    }

    #[test]
    fn anything_put_in_between_is_found(length in 1u64..12, at: prop::sample::Index, hashed_anew: bool) {
        let mut links = chain(length);
        let anchored = head(&links);
        let at = at.index(links.len());
        let previous = links[at].previous;
        links.insert(at, Event { name: "stop".to_owned(), ..event(at as u64 + 1) }.link(previous));
        if hashed_anew {
            let events = links.iter().zip(1..).map(|(link, number)| Event { number, ..link.event.clone() });
            links = chained(events);
            prop_assert_eq!(verify(DOSSIER, &links, anchored).unwrap_err().fault, Fault::Rewritten);
        } else {
            prop_assert_eq!(verify(DOSSIER, &links, None).unwrap_err().number, at as u64 + 2);
        }
    }
}
