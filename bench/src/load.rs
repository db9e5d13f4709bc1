//! Load on one address: requests over kept connections, bounded in time.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

const CONNECTIONS: usize = 16;
const ROUND: Duration = Duration::from_secs(3);
const ROUNDS: usize = 3;

/// One address of a server on this machine.
pub struct Target<'a> {
    /// Port on 127.0.0.1.
    pub port: u16,
    /// Path of the address.
    pub path: &'a str,
}

/// One answer's body, to know how many bytes a page has.
pub async fn body(target: &Target<'_>) -> Result<Vec<u8>> {
    body_for(target, "").await
}

/// The same for whoever sends these headers, each with its end of line.
pub async fn body_for(target: &Target<'_>, headers: &str) -> Result<Vec<u8>> {
    let mut connection = connect(target.port).await?;
    get(&mut connection, &request(target.path, headers)).await
}

/// Requests per second of both targets, measured in turns so that both meet the same moods of the machine; the middle
/// of the rounds.
pub async fn compare(a: &Target<'_>, b: &Target<'_>) -> Result<(f64, f64)> {
    let (mut of_a, mut of_b) = (Vec::new(), Vec::new());
    for target in [a, b] {
        rate(target, Duration::from_secs(1)).await?;
    }
    for _ in 0..ROUNDS {
        of_a.push(rate(a, ROUND).await?);
        of_b.push(rate(b, ROUND).await?);
    }
    Ok((middle(of_a), middle(of_b)))
}

/// The middle one of `values`.
pub fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

async fn rate(target: &Target<'_>, span: Duration) -> Result<f64> {
    let begin = Instant::now();
    let mut clients = JoinSet::new();
    for _ in 0..CONNECTIONS {
        let (port, request) = (target.port, request(target.path, ""));
        clients.spawn(async move {
            let mut connection = connect(port).await?;
            let mut answers = 0u32;
            while begin.elapsed() < span {
                get(&mut connection, &request).await?;
                answers += 1;
            }
            anyhow::Ok(answers)
        });
    }
    let mut answers = 0;
    while let Some(client) = clients.join_next().await {
        answers += client??;
    }
    Ok(f64::from(answers) / begin.elapsed().as_secs_f64())
}

fn request(path: &str, headers: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n{headers}\r\n")
}

/// A connection to a server on this machine.
pub async fn connect(port: u16) -> Result<BufReader<TcpStream>> {
    let stream = TcpStream::connect(("127.0.0.1", port)).await.with_context(|| format!("port {port}"))?;
    stream.set_nodelay(true)?;
    Ok(BufReader::with_capacity(64 * 1024, stream))
}

/// Sends `request` and reads its answer, which must be a 200.
async fn get(connection: &mut BufReader<TcpStream>, request: &str) -> Result<Vec<u8>> {
    connection.get_mut().write_all(request.as_bytes()).await?;
    let answer = answer(connection).await?;
    ensure!(answer.status == 200, "answered {} to {:?}", answer.status, request.lines().next());
    Ok(answer.body)
}

/// What a server has answered.
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// The address it names, of what was made.
    pub location: Option<String>,
    /// Its body.
    pub body: Vec<u8>,
}

/// Reads an answer.
pub async fn answer(connection: &mut BufReader<TcpStream>) -> Result<Answer> {
    let mut line = String::new();
    connection.read_line(&mut line).await?;
    let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
    let status: u16 = status.with_context(|| format!("answered {:?}", line.trim()))?;
    let mut length = None;
    let mut chunked = false;
    let mut location = None;
    loop {
        line.clear();
        connection.read_line(&mut line).await?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = Some(value.trim().parse::<usize>()?);
        } else if name.eq_ignore_ascii_case("transfer-encoding") {
            chunked = value.trim().eq_ignore_ascii_case("chunked");
        } else if name.eq_ignore_ascii_case("location") {
            location = Some(value.trim().to_owned());
        }
    }
    let mut body = Vec::new();
    if let Some(length) = length {
        body.resize(length, 0);
        connection.read_exact(&mut body).await?;
    } else if chunked {
        loop {
            line.clear();
            connection.read_line(&mut line).await?;
            let size = usize::from_str_radix(line.trim(), 16)?;
            let begin = body.len();
            body.resize(begin + size, 0);
            connection.read_exact(&mut body[begin..]).await?;
            line.clear();
            connection.read_line(&mut line).await?;
            if size == 0 {
                break;
            }
        }
    } else if status != 204 {
        bail!("an answer without a length");
    }
    Ok(Answer { status, location, body })
}
