#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::dossier::Status;
use crate::dossier::moves::{Actor, Move, PLACES, Stage, TABLE};
use crate::named::assert_names_lead_back;

const DESK: &str = "H21.01";
const UNIT: &str = "H21.02";
const ELSEWHERE: &str = "H21.15";

fn is(role: Role, agency: &str) -> Membership {
    Membership { agency: agency.to_owned(), role }
}

/// Everything that is allowed beside moves: role, for whom, deed, and at which stages. Written once more, so that nothing is
/// allowed by accident.
const EXPECTED: &str = "
desk_officer     desk   read               intake desk unit handover closed
desk_officer     desk   note               intake desk unit handover closed
desk_officer     desk   judge              intake desk
desk_officer     desk   claim              intake desk handover
desk_officer     desk   hand_on            intake desk handover
desk_officer     desk   take_fee           intake desk unit handover
leader           desk   read               intake desk unit handover closed
leader           desk   note               intake desk unit handover closed
leader           desk   assign             intake desk handover
leader           desk   give_word          intake desk
specialist       unit   read               unit handover closed
specialist       unit   note               unit handover closed
specialist       unit   judge              unit
specialist       unit   claim              unit
specialist       unit   hand_on            unit
leader           unit   read               unit handover closed
leader           unit   note               unit handover closed
leader           unit   judge              unit
leader           unit   assign             unit
leader           unit   give_word          unit
desk_officer     agency receive_at_counter
desk_officer     agency help_at_counter
desk_officer     agency delegate
specialist       agency delegate
leader           agency delegate
leader           agency read_figures
catalogue_editor portal edit_catalogue
catalogue_editor portal publish_catalogue
administrator    portal edit_templates
administrator    portal edit_agencies
administrator    portal invite_staff
administrator    portal manage_tokens
administrator    portal read_audit
";

#[test]
fn exactly_this_is_allowed() {
    let mut found: BTreeMap<(&str, &str, &str), Vec<&str>> = BTreeMap::new();
    for role in Role::ALL.iter().copied() {
        for deed in Deed::ALL.iter().copied() {
            for (side, agency) in [("desk", DESK), ("unit", UNIT), ("elsewhere", ELSEWHERE)] {
                for stage in Stage::ALL.iter().copied() {
                    let status = PLACES.iter().find(|(_, at)| *at == stage).unwrap().0;
                    let target = Target { desk: DESK, unit: Some(UNIT), status, stage };
                    if may(&[is(role, agency)], Action::OnDossier(deed, target)).is_some() {
                        found.entry((role.as_str(), side, deed.as_str())).or_default().push(stage.as_str());
                    }
                }
            }
            if may(&[is(role, DESK)], Action::ForAgency(deed, DESK)).is_some() {
                found.entry((role.as_str(), "agency", deed.as_str())).or_default();
            }
            assert_eq!(may(&[is(role, ELSEWHERE)], Action::ForAgency(deed, DESK)), None, "{role:?} {deed:?}");
            if may(&[is(role, ELSEWHERE)], Action::InPortal(deed)).is_some() {
                found.entry((role.as_str(), "portal", deed.as_str())).or_default();
            }
        }
    }
    let lines = |words: Vec<&str>| words.join(" ");
    let expected: BTreeSet<String> =
        EXPECTED.trim().lines().map(|line| lines(line.split_whitespace().collect())).collect();
    let found: BTreeSet<String> = found
        .into_iter()
        .map(|((role, side, deed), stages)| lines([vec![role, side, deed], stages].concat()))
        .collect();
    let (missing, surplus): (Vec<_>, Vec<_>) =
        (expected.difference(&found).collect(), found.difference(&expected).collect());
    assert!(missing.is_empty() && surplus.is_empty(), "missing {missing:#?}, not expected {surplus:#?}");
    assert_eq!(PERMISSIONS.len(), expected.len(), "two lines say the same");
    assert_names_lead_back!(Role, Deed);
}

#[test]
fn moves_are_made_by_the_role_of_the_table_for_the_agency_it_is_with() {
    for (status, stage) in PLACES.iter().copied() {
        let target = Target { desk: DESK, unit: Some(UNIT), status, stage };
        for name in Move::ALL.iter().copied() {
            for role in Role::ALL.iter().copied() {
                let in_table = TABLE.iter().any(|rule| {
                    rule.name == name
                        && rule.from.contains(&(status, stage))
                        && rule.by.contains(&Actor::Staff(role))
                });
                for agency in [DESK, UNIT, ELSEWHERE] {
                    let theirs = agency == if role == Role::DeskOfficer { DESK } else { UNIT };
                    let member = [is(role, agency)];
                    let allowed = may(&member, Action::Move(name, target));
                    assert_eq!(allowed.is_some(), in_table && theirs, "{name:?} {role:?} of {agency}");
                }
            }
        }
    }
}

#[test]
fn editors_and_administrators_see_no_dossier_and_strangers_nothing() {
    for (status, stage) in PLACES.iter().copied() {
        let target = Target { desk: DESK, unit: Some(DESK), status, stage };
        for role in [Role::CatalogueEditor, Role::Administrator] {
            for deed in Deed::ALL.iter().copied() {
                assert_eq!(
                    may(&[is(role, DESK)], Action::OnDossier(deed, target)),
                    None,
                    "{role:?} {deed:?}"
                );
            }
        }
        for deed in Deed::ALL.iter().copied() {
            assert_eq!(may(&[], Action::OnDossier(deed, target)), None);
        }
    }
    let without_unit = Target { desk: DESK, unit: None, status: Status::Submitted, stage: Stage::Intake };
    assert_eq!(may(&[is(Role::Leader, "")], Action::OnDossier(Deed::Read, without_unit)), None);
}

#[test]
fn the_membership_that_allows_it_is_told() {
    let memberships = [is(Role::Specialist, UNIT), is(Role::DeskOfficer, DESK)];
    let target = Target { desk: DESK, unit: Some(UNIT), status: Status::Submitted, stage: Stage::Intake };
    assert_eq!(may(&memberships, Action::Move(Move::Accept, target)), Some(&memberships[1]));
    let with_unit = Target { status: Status::Processing, stage: Stage::Unit, ..target };
    assert_eq!(may(&memberships, Action::OnDossier(Deed::Judge, with_unit)), Some(&memberships[0]));
    // In a commune the desk and the unit are one agency.
    let commune = Target { desk: DESK, unit: Some(DESK), ..with_unit };
    assert!(may(&[is(Role::Specialist, DESK)], Action::Move(Move::Finish, commune)).is_some());
    assert_eq!(may(&[is(Role::DeskOfficer, DESK)], Action::Move(Move::Finish, commune)), None);
}

fn now() -> DateTime<Utc> {
    "2026-11-23T02:00:00Z".parse().unwrap()
}

fn delegation() -> Delegation<u8> {
    Delegation {
        of: 1,
        to: 2,
        membership: is(Role::Leader, UNIT),
        from: now(),
        until: now() + TimeDelta::days(LONGEST_DAYS),
    }
}

#[test]
fn who_is_absent_is_stood_in_for_by_a_colleague_for_some_time() {
    let of = [is(Role::Leader, UNIT), is(Role::Administrator, UNIT)];
    let to = [is(Role::Specialist, UNIT)];
    let check = |change: fn(&mut Delegation<u8>)| {
        let mut one = delegation();
        change(&mut one);
        one.check(&of, &to, now())
    };
    assert_eq!(check(|_| ()), Ok(()));
    assert_eq!(check(|one| one.to = 1), Err(NotDelegated::Oneself));
    assert_eq!(check(|one| one.membership.role = Role::Administrator), Err(NotDelegated::Role));
    assert_eq!(check(|one| one.membership.role = Role::Specialist), Err(NotDelegated::NotOnesOwn));
    assert_eq!(check(|one| one.membership.agency = DESK.to_owned()), Err(NotDelegated::NotOnesOwn));
    assert_eq!(check(|one| one.until = one.from), Err(NotDelegated::Over));
    assert_eq!(
        check(|one| (one.from, one.until) = (now() - TimeDelta::days(2), now())),
        Err(NotDelegated::Over)
    );
    assert_eq!(check(|one| one.until += TimeDelta::minutes(1)), Err(NotDelegated::TooLong));
    for stranger in [vec![], vec![is(Role::Specialist, DESK)], vec![is(Role::CatalogueEditor, UNIT)]] {
        assert_eq!(delegation().check(&of, &stranger, now()), Err(NotDelegated::Stranger));
    }
}

#[test]
fn standing_in_counts_for_its_time_and_is_not_passed_on() {
    let leader = vec![is(Role::Leader, UNIT)];
    let own = [is(Role::Specialist, UNIT)];
    let delegations = [delegation(), Delegation { to: 3, ..delegation() }];
    let others = |who: u8| if who == 1 { leader.clone() } else { own.to_vec() };
    let at = |now| acting(2, &own, &delegations, others, now);
    let as_oneself = (own[0].clone(), None);
    let as_leader = (leader[0].clone(), Some(1));
    assert_eq!(at(now() - TimeDelta::seconds(1)), std::slice::from_ref(&as_oneself));
    assert_eq!(at(now()), [as_oneself.clone(), as_leader.clone()]);
    assert_eq!(at(delegation().until - TimeDelta::seconds(1)).len(), 2);
    assert_eq!(at(delegation().until), std::slice::from_ref(&as_oneself));
    let gone = acting(2, &own, &delegations, |_| Vec::new(), now());
    assert_eq!(gone, [as_oneself], "who lost the role lends it to nobody");
    // The one who stands in gives it to somebody else.
    let further = Delegation { of: 2, to: 4, ..delegation() };
    assert_eq!(further.check(&own, &own, now()), Err(NotDelegated::NotOnesOwn));
    assert_eq!(acting(4, &own, &[further], others, now()).len(), 1);
}
