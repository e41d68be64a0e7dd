//! A receiver of what the collector sends on: writes requests down, fails, and loses answers.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) target: String,
    pub(crate) content_type: String,
    pub(crate) authorization: Option<String>,
    pub(crate) body: String,
}

/// What becomes of a request once it is written down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Fate {
    Taken,
    /// It is kept, and the answer is lost on the way back.
    Unheard,
    /// 503, and nothing is kept.
    Away,
}

/// A receiver that writes down what it took.
pub(crate) struct Receiver {
    pub(crate) address: SocketAddr,
    taken: Arc<Mutex<Vec<Request>>>,
}

impl Receiver {
    pub(crate) fn start(mut fate: impl FnMut() -> Fate + Send + 'static) -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let taken = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&taken);
        thread::spawn(move || {
            for stream in listener.incoming() {
                // A sender that was killed leaves half a request: nothing is kept of it.
                let Some((request, mut stream)) = read(stream.unwrap()) else {
                    continue;
                };
                let fate = fate();
                if fate != Fate::Away {
                    kept.lock().unwrap().push(request);
                }
                let answer = match fate {
                    Fate::Unheard => continue,
                    Fate::Away => "503 Service Unavailable",
                    Fate::Taken => "200 OK",
                };
                let answer =
                    format!("HTTP/1.1 {answer}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
                // Nobody may be there to hear it any more.
                let _unheard = stream.write_all(answer.as_bytes());
            }
        });
        Receiver { address, taken }
    }

    pub(crate) fn taken(&self) -> Vec<Request> {
        self.taken.lock().unwrap().clone()
    }
}

fn read(stream: TcpStream) -> Option<(Request, TcpStream)> {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        if line.trim().is_empty() {
            break;
        }
        lines.push(line.trim().to_owned());
    }
    let header = |wanted: &str| {
        lines.iter().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case(wanted).then(|| value.to_owned())
        })
    };
    let mut body = vec![0; header("content-length")?.parse().ok()?];
    reader.read_exact(&mut body).ok()?;
    let request = Request {
        target: lines.first()?.split(' ').nth(1)?.to_owned(),
        content_type: header("content-type").unwrap_or_default(),
        authorization: header("authorization"),
        body: String::from_utf8(body).ok()?,
    };
    Some((request, reader.into_inner()))
}
