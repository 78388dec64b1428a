//! PIN life over the practice card: changing, blocking and unblocking cost exactly the tries they must.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use service::schema::{Outcome, Problem, TokenState};
use support::{World, pin_of};

fn practice(world: &World) -> service::schema::TokenView {
    world.service.tokens_view().tokens.into_iter().find(|token| token.practice).unwrap()
}

#[test]
fn changed_pin_signs_and_the_old_one_does_not() {
    let world = World::new();
    world.service.change_pin("practice", pin_of("123456"), pin_of("654321"), false).unwrap();
    let letter = world.sample();
    let prompt = world.begin(&letter);
    let Outcome::NeedsSecret { secret } = world.answer(&prompt, "123456") else {
        panic!("the old PIN is refused")
    };
    let Outcome::Done { .. } = world.answer(&secret, "654321") else { panic!("the new PIN signs") };
}

#[test]
fn wrong_old_pin_costs_one_try_and_changes_nothing() {
    let world = World::new();
    let refused = world.service.change_pin("practice", pin_of("999999"), pin_of("654321"), false);
    assert_eq!(refused, Err(Problem::PinWrong { tries: Some(2) }));
    assert_eq!(practice(&world).pin.tries, Some(2), "the token's page shows it at once");
    world.service.change_pin("practice", pin_of("123456"), pin_of("654321"), false).unwrap();
    assert_eq!(practice(&world).pin.tries, Some(3));
}

#[test]
fn new_pin_of_a_wrong_form_is_not_sent() {
    let world = World::new();
    let refused = world.service.change_pin("practice", pin_of("999999"), pin_of("1"), false);
    assert_eq!(refused, Err(Problem::PinFormat { min: 6, max: 8, characters: "any".to_owned() }));
    assert_eq!(practice(&world).pin.tries, Some(3), "the wrong old PIN was not tried either");
}

#[test]
fn blocked_pin_is_opened_with_the_puk() {
    let world = World::new();
    for last in [false, false, true] {
        let refused = world.service.change_pin("practice", pin_of("999999"), pin_of("654321"), last);
        assert!(refused.is_err());
    }
    assert_eq!(practice(&world).state, TokenState::Blocked);
    let wrong = world.service.unblock_pin("practice", pin_of("87654321"), pin_of("654321"), false);
    assert_eq!(wrong, Err(Problem::PukWrong { tries: Some(2) }));
    world.service.unblock_pin("practice", pin_of("12345678"), pin_of("654321"), false).unwrap();
    assert_eq!(practice(&world).state, TokenState::Ready);
}

#[test]
fn last_try_is_used_only_after_it_was_confirmed() {
    let world = World::new();
    for _ in 0..2 {
        let wrong = world.service.change_pin("practice", pin_of("999999"), pin_of("654321"), false);
        assert!(matches!(wrong, Err(Problem::PinWrong { .. })));
    }
    world.verifies();
    let unasked = world.service.change_pin("practice", pin_of("123456"), pin_of("654321"), false);
    assert_eq!(unasked, Err(Problem::PinLastTry));
    let letter = world.sample();
    let prompt = world.begin(&letter);
    assert_eq!(prompt.tries, Some(1));
    world.verifies();
    let Outcome::Refused { problem } = world.answer(&prompt, "123456") else { panic!("refused") };
    assert_eq!(problem, Problem::PinLastTry);
    assert_eq!(world.verifies(), 0, "nothing went to the card");
    assert_eq!(practice(&world).pin.tries, Some(1));
    let Outcome::Done { .. } = world.answer_last(&prompt, "123456") else { panic!("the run still waits") };
}

#[test]
fn last_try_of_the_puk_is_used_only_after_it_was_confirmed() {
    let world = World::new();
    let unblock =
        |puk: &str, last| world.service.unblock_pin("practice", pin_of(puk), pin_of("654321"), last);
    assert_eq!(unblock("87654321", false), Err(Problem::PukWrong { tries: Some(2) }));
    assert_eq!(unblock("87654321", false), Err(Problem::PukWrong { tries: Some(1) }));
    assert_eq!(practice(&world).puk.tries, Some(1), "shown before it is asked for");
    assert_eq!(unblock("12345678", false), Err(Problem::PukLastTry));
    unblock("12345678", true).unwrap();
    assert_eq!(practice(&world).puk.tries, Some(3));
}

#[test]
fn pin_of_a_token_that_is_not_there_is_not_asked_of_another() {
    let world = World::new();
    let gone = world.service.change_pin("Pembaca 9", pin_of("123456"), pin_of("654321"), false);
    assert_eq!(gone, Err(Problem::TokenNotFound { name: "Pembaca 9".to_owned() }));
    assert_eq!(
        world.service.change_pin_on_pad("practice", false),
        Err(Problem::PinFixed),
        "no keys on its reader"
    );
}
