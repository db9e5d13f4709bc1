//! Hashing, checking and judging passwords: slow on purpose, so never on the async threads, never many at once, and
//! never while a database connection is held.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, LazyLock, Mutex, mpsc};

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, Params, PasswordHasher, PasswordVerifier};
use domain::Problem;
use domain::account::password;
use tokio::sync::{Semaphore, oneshot};
use unicode_normalization::UnicodeNormalization;

use crate::{Error, Result};

/// A hash of no password, at the present parameters: checked where there is no account, so that the answer takes as
/// long as where there is one.
const NO_PASSWORD: &str = "$argon2id$v=19$m=19456,t=2,p=1$bW90Y3VhLW5vYm9keQ$\
                           AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Words that Vietnamese people make passwords of, which zxcvbn's English lists lack.
const GUESSED_FIRST: [&str; 24] = [
    "matkhau",
    "anhyeuem",
    "emyeuanh",
    "yeuem",
    "yeuanh",
    "vietnam",
    "congdan",
    "dichvucong",
    "gialai",
    "pleiku",
    "quynhon",
    "binhdinh",
    "motcua",
    "hanoi",
    "saigon",
    "xinchao",
    "giadinh",
    "hanhphuc",
    "tinhyeu",
    "mothaiba",
    "khongbiet",
    "nguyen",
    "canhcut",
    "dangnhap",
];

type Work = Box<dyn FnOnce() + Send>;

/// A line of callers: so many are served at once, so many may wait. Its threads are its own: an allocator keeps for
/// each thread what argon2 took once, and the runtime's threads for blocking work are hundreds.
struct Line {
    places: Arc<Semaphore>,
    threads: mpsc::Sender<Work>,
}

/// argon2id takes 19 MiB and about 20 ms: as many at once as there are processors.
static HASHING: LazyLock<Line> = LazyLock::new(|| Line::new(64));
/// Judging what is being typed has a line of its own, so that typing at many registrations holds up neither logins nor
/// those who are done typing.
static TYPING: LazyLock<Line> = LazyLock::new(|| Line::new(64));
/// Judging what was sent.
static SENDING: LazyLock<Line> = LazyLock::new(|| Line::new(64));

/// When a new password is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// While it is being typed, for advice.
    Typed,
    /// When it was sent, to be set.
    Sent,
}

impl Line {
    fn new(places: usize) -> Self {
        let (threads, waiting) = mpsc::channel::<Work>();
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            let waiting = waiting.clone();
            std::thread::spawn(move || {
                let next = || waiting.lock().ok()?.recv().ok();
                while let Some(work) = next() {
                    work();
                }
            });
        }
        Self { places: Arc::new(Semaphore::new(places)), threads }
    }

    /// Does `work` when it is its turn; [`Error::Busy`] when the line is full.
    async fn turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let place = self.places.clone().try_acquire_owned().map_err(|_| Error::Busy)?;
        let (answer, done) = oneshot::channel();
        // The place moves into the work: a caller that goes away frees it only when the work was taken up.
        let work = Box::new(move || {
            let made = (!answer.is_closed()).then(|| catch_unwind(AssertUnwindSafe(work)));
            drop(place);
            if let Some(Ok(made)) = made {
                // Whoever asked may have gone away meanwhile.
                answer.send(made).ok();
            }
        });
        self.threads.send(work).map_err(|_| Error::Busy)?;
        done.await.map_err(|_| Error::Unreadable("password"))
    }
}

/// What a check of a password found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    pub right: bool,
    /// It was hashed with weaker parameters than today's and should be hashed anew.
    pub outdated: bool,
}

/// Different keyboards compose "ế" differently; the same password must stay the same.
fn composed(password: &str) -> String {
    password.nfc().collect()
}

/// Hashes a new password.
pub(crate) async fn hash(password: &str) -> Result<String> {
    let password = composed(password);
    HASHING
        .turn(move || Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string()))
        .await?
        .map_err(|_| Error::Unreadable("password"))
}

/// Checks a password against a stored hash; without one it takes as long and is never right.
pub(super) async fn verify(password: &str, stored: Option<&str>) -> Result<Verdict> {
    let password = composed(password);
    let known = stored.is_some();
    let stored = stored.unwrap_or(NO_PASSWORD).to_owned();
    HASHING
        .turn(move || {
            let stored = PasswordHash::new(&stored).map_err(|_| Error::Unreadable("credential.secret"))?;
            let matches = Argon2::default().verify_password(password.as_bytes(), &stored).is_ok();
            let params = Params::try_from(&stored).map_err(|_| Error::Unreadable("credential.secret"))?;
            let today = Params::default();
            let outdated = params.m_cost() < today.m_cost() || params.t_cost() < today.t_cost();
            Ok(Verdict { right: matches && known, outdated })
        })
        .await?
}

/// What is wrong with a new password; `personal` is what others know of the person (name, number, birth date, …).
pub async fn problem(password: &str, personal: Vec<String>, moment: Moment) -> Result<Option<Problem>> {
    if let Some(problem) = password::length_problem(password) {
        return Ok(Some(problem));
    }
    let password = composed(password);
    let line = match moment {
        Moment::Typed => &TYPING,
        Moment::Sent => &SENDING,
    };
    line.turn(move || {
        let mut guessed: Vec<&str> = GUESSED_FIRST.to_vec();
        guessed.extend(personal.iter().map(String::as_str));
        let score = u8::from(zxcvbn::zxcvbn(password::judged(&password), &guessed).score());
        password::problem(&password, score)
    })
    .await
}

/// A hash as it would have been made with weaker parameters.
#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(super) fn weak_hash(password: &str) -> String {
    let params = Params::new(8192, 1, 1, None).unwrap();
    let weak = Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    weak.hash_password(password.as_bytes()).unwrap().to_string()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_same_password_is_right() {
        let stored = hash("bò vàng leo núi").await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert_ne!(stored, hash("bò vàng leo núi").await.unwrap(), "salted");
        let good = Verdict { right: true, outdated: false };
        assert_eq!(verify("bò vàng leo núi", Some(&stored)).await.unwrap(), good);
        let decomposed: String = "bò vàng leo núi".nfd().collect();
        assert_eq!(verify(&decomposed, Some(&stored)).await.unwrap(), good);
        assert!(!verify("Bò vàng leo núi", Some(&stored)).await.unwrap().right);
        assert!(!verify("bò vàng leo núi", None).await.unwrap().right);
        assert!(verify("x", Some("nonsense")).await.is_err());
    }

    #[test]
    fn nobody_costs_as_much_as_somebody() {
        let nobody = PasswordHash::new(NO_PASSWORD).unwrap();
        let (params, today) = (Params::try_from(&nobody).unwrap(), Params::default());
        assert_eq!(
            (params.m_cost(), params.t_cost(), params.p_cost()),
            (today.m_cost(), today.t_cost(), today.p_cost())
        );
        assert_eq!(nobody.hash.unwrap().as_bytes().len(), Params::DEFAULT_OUTPUT_LEN);
    }

    #[tokio::test]
    async fn weaker_hashes_are_noticed() {
        let stored = weak_hash("bo vang leo nui");
        let verdict = verify("bo vang leo nui", Some(&stored)).await.unwrap();
        assert_eq!(verdict, Verdict { right: true, outdated: true });
    }

    #[tokio::test]
    async fn what_is_guessed_soon_is_refused() {
        let personal = || vec!["nguyễn".to_owned(), "hoa".to_owned(), "07031990".to_owned()];
        for guessed in
            ["password123", "1234567890", "qwertyuiop", "matkhau123", "aaaaaaaaaaaa", "hoa07031990"]
        {
            assert_eq!(
                problem(guessed, personal(), Moment::Sent).await.unwrap(),
                Some(Problem::PasswordGuessable),
                "{guessed}"
            );
        }
        for good in ["bò vàng leo núi sớm", "correct horse battery", "xK9#mQ2$vL"] {
            assert_eq!(problem(good, personal(), Moment::Sent).await.unwrap(), None, "{good}");
        }
        assert_eq!(
            problem("ngắn", personal(), Moment::Sent).await.unwrap(),
            Some(Problem::PasswordTooShort { min: 10, typed: 4 })
        );
    }

    /// The list that zxcvbn ships (MIT), in its order.
    #[tokio::test]
    async fn the_three_thousand_most_common_are_refused() {
        let common: Vec<_> = include_str!("common_passwords.txt").lines().collect();
        assert_eq!(common.len(), 3000);
        for password in common {
            // Most are too short; written twice they are long enough, and as easily guessed.
            for password in [password.to_owned(), password.repeat(2)] {
                assert!(problem(&password, Vec::new(), Moment::Sent).await.unwrap().is_some(), "{password}");
            }
        }
    }

    #[tokio::test]
    async fn no_kind_of_character_is_demanded() {
        for good in ["vuonchuoisaunha", "VUONCHUOISAUNHA", "839206175518642", "!)@(#*$&%^{]?:~"] {
            assert_eq!(problem(good, Vec::new(), Moment::Sent).await.unwrap(), None, "{good}");
        }
    }

    #[tokio::test]
    async fn only_the_beginning_is_judged() {
        let late = ["a".repeat(40).as_str(), "xK9#mQ2$vL"].concat();
        let judged = problem(&late, Vec::new(), Moment::Sent).await.unwrap();
        assert_eq!(judged, Some(Problem::PasswordGuessable));
    }

    #[tokio::test]
    async fn typing_holds_up_nobody_who_is_done() {
        let good = "bò vàng leo núi sớm";
        let _all = TYPING.places.try_acquire_many(64).unwrap();
        assert!(matches!(problem(good, Vec::new(), Moment::Typed).await, Err(Error::Busy)));
        assert_eq!(problem(good, Vec::new(), Moment::Sent).await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_full_line_says_so_instead_of_growing() {
        let line = Line::new(1);
        let (hold, held) = std::sync::mpsc::channel::<()>();
        let first = line.turn(move || held.recv().ok());
        tokio::pin!(first);
        assert!(futures::poll!(&mut first).is_pending());
        assert!(matches!(line.turn(|| ()).await, Err(Error::Busy)));
        drop(hold);
        first.await.unwrap();
        line.turn(|| ()).await.unwrap();
    }
}
