//! A line to the portal that breaks where it is told to, or swallows an answer. It notes what went over it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::Result;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::chance::Chance;

/// How long a client waits for an answer that was swallowed before the line breaks.
const SILENCE: Duration = Duration::from_millis(150);

/// How long the portal learns nothing of a break.
const LONGEST_SILENCE: Duration = Duration::from_secs(10);

/// How long 64 kB take at least, so that what passed is soon with the portal: some 8 MB a second.
const PACE: Duration = Duration::from_millis(8);

/// A break of the line.
#[derive(Clone, Copy, Debug)]
pub struct Cut {
    /// So many further bytes of files pass before.
    pub after: u64,
    /// What the ends learn of it.
    pub end: End,
}

/// What the two ends of a line learn when it breaks.
#[derive(Clone, Copy, Debug)]
pub enum End {
    /// Both see the connection closed.
    Closed,
    /// The client sees it reset.
    Reset,
    /// The client sees it reset; the portal learns nothing and waits for more.
    Silent,
}

impl End {
    /// One of them.
    pub fn any(chance: &Chance) -> Self {
        match chance.between(0, 3) {
            0 => Self::Closed,
            1 => Self::Reset,
            _ => Self::Silent,
        }
    }
}

/// A request that went over the line.
#[derive(Clone, Debug)]
pub struct Passed {
    /// Its method.
    pub method: String,
    /// From where on it sends a file, if it does.
    pub offset: Option<u64>,
    /// Bytes of its body that passed.
    pub body: u64,
}

/// What is to happen, and what did.
#[derive(Default)]
struct Plan {
    cuts: VecDeque<Cut>,
    /// Bytes of files since the last cut.
    since: u64,
    made: u64,
    /// The answer to the next request that begins so is swallowed.
    swallow: Option<String>,
    swallowed: u64,
    passed: Vec<Passed>,
}

/// The line; it closes with this value.
pub struct Proxy {
    plan: Arc<Mutex<Plan>>,
    accepting: JoinHandle<()>,
    /// Its port on 127.0.0.1.
    pub port: u16,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

fn lock(plan: &Mutex<Plan>) -> MutexGuard<'_, Plan> {
    plan.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Proxy {
    /// Opens a line from one port of this machine to another.
    pub async fn open(from: u16, to: u16) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", from)).await?;
        let plan = Arc::new(Mutex::new(Plan::default()));
        let accepting = tokio::spawn({
            let plan = plan.clone();
            async move {
                while let Ok((client, _)) = listener.accept().await {
                    let plan = plan.clone();
                    tokio::spawn(async move {
                        // What a broken line says about itself is what it is for.
                        let _ = connection(client, to, &plan).await;
                    });
                }
            }
        });
        Ok(Self { plan, accepting, port: from })
    }

    /// From now on the line breaks so; what passed before is forgotten.
    pub fn break_at(&self, cuts: impl IntoIterator<Item = Cut>) {
        *lock(&self.plan) = Plan { cuts: cuts.into_iter().collect(), ..Plan::default() };
    }

    /// Swallows the answer to the next request that begins so (`PATCH `, or a method and a path).
    pub fn swallow(&self, beginning: &str) {
        *lock(&self.plan) = Plan { swallow: Some(beginning.to_owned()), ..Plan::default() };
    }

    /// How often it broke.
    pub fn cuts(&self) -> u64 {
        lock(&self.plan).made
    }

    /// How many answers it swallowed.
    pub fn swallowed(&self) -> u64 {
        lock(&self.plan).swallowed
    }

    /// The requests that went over it.
    pub fn passed(&self) -> Vec<Passed> {
        lock(&self.plan).passed.clone()
    }
}

/// The head of a request that begins in `bytes`, and how long it is.
fn head(bytes: &[u8]) -> Option<(Passed, usize)> {
    let method = ["GET ", "HEAD ", "POST ", "PATCH ", "DELETE ", "OPTIONS "]
        .into_iter()
        .find(|method| bytes.starts_with(method.as_bytes()))?;
    let length = bytes.windows(4).position(|end| end == b"\r\n\r\n")? + 4;
    let text = String::from_utf8_lossy(&bytes[..length]);
    let offset = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("upload-offset").then(|| value.trim().parse().ok())?
    });
    Some((Passed { method: method.trim().to_owned(), offset, body: 0 }, length))
}

/// What becomes of bytes on their way to the portal.
enum Fate {
    Pass,
    /// So many pass, then the line breaks.
    Break(usize, Cut),
}

/// One connection; requests on it follow each other, each after the answer to the one before.
struct Watched {
    /// The place of the request in the list, once its head has been seen.
    request: Option<usize>,
    swallows: bool,
}

impl Watched {
    fn towards_portal(&mut self, bytes: &[u8], plan: &mut Plan) -> Fate {
        let mut from = 0;
        if self.request.is_none()
            && let Some((passed, length)) = head(bytes)
        {
            plan.passed.push(passed);
            self.request = Some(plan.passed.len() - 1);
            from = length;
            if plan.swallow.as_ref().is_some_and(|beginning| bytes.starts_with(beginning.as_bytes())) {
                plan.swallow = None;
                self.swallows = true;
            }
        }
        let Some(passed) = self.request.and_then(|place| plan.passed.get_mut(place)) else {
            return Fate::Pass;
        };
        let body = (bytes.len() - from) as u64;
        if passed.method != "PATCH" {
            passed.body += body;
            return Fate::Pass;
        }
        if let Some(cut) = plan.cuts.front().copied()
            && plan.since + body > cut.after
        {
            let left = cut.after.saturating_sub(plan.since);
            passed.body += left;
            plan.cuts.pop_front();
            plan.since = 0;
            plan.made += 1;
            return Fate::Break(from + usize::try_from(left).unwrap_or(0), cut);
        }
        passed.body += body;
        plan.since += body;
        Fate::Pass
    }
}

async fn connection(mut client: TcpStream, to: u16, plan: &Mutex<Plan>) -> Result<()> {
    let mut portal = TcpStream::connect(("127.0.0.1", to)).await?;
    client.set_nodelay(true)?;
    portal.set_nodelay(true)?;
    let mut watched = Watched { request: None, swallows: false };
    let (mut up, mut down) = (vec![0; 64 * 1024], vec![0; 64 * 1024]);
    loop {
        tokio::select! {
            read = client.read(&mut up) => {
                let count = read?;
                if count == 0 {
                    return Ok(());
                }
                let fate = watched.towards_portal(&up[..count], &mut lock(plan));
                match fate {
                    Fate::Pass => {
                        portal.write_all(&up[..count]).await?;
                        tokio::time::sleep(PACE).await;
                    }
                    Fate::Break(count, cut) => {
                        portal.write_all(&up[..count]).await?;
                        // The bytes that passed are on the portal's side: its connection is never reset, which would
                        // take those away that it has not read.
                        if !matches!(cut.end, End::Closed) {
                            client.set_zero_linger()?;
                        }
                        drop(client);
                        if matches!(cut.end, End::Silent) {
                            tokio::time::sleep(LONGEST_SILENCE).await;
                        }
                        return Ok(());
                    }
                }
            }
            read = portal.read(&mut down) => {
                let count = read?;
                if count == 0 {
                    return Ok(());
                }
                if watched.swallows {
                    tokio::time::sleep(SILENCE).await;
                    lock(plan).swallowed += 1;
                    return Ok(());
                }
                watched.request = None;
                client.write_all(&down[..count]).await?;
            }
        }
    }
}
