//! A plain HTTP client behind the seam, for tests over loopback: it visits every address and remembers what was asked.

use std::sync::Mutex;
use std::time::Duration;

use pki::fetch::{Fetch, FetchError, Kind, Request};

/// What changes a question on its way.
pub type Meddler = Box<dyn Fn(&Request<'_>) -> Option<Vec<u8>> + Send + Sync>;

#[derive(Default)]
pub struct Client {
    /// Asks certomancer for answers as of then (RFC 3339 with numeric zone).
    as_of: Option<String>,
    /// Replaces the body of a question.
    meddler: Option<Meddler>,
    asked: Mutex<Vec<(Kind, String)>>,
}

impl Client {
    pub fn as_of(at: &str) -> Self {
        Self { as_of: Some(at.to_owned()), ..Self::default() }
    }

    pub fn meddling(meddler: impl Fn(&Request<'_>) -> Option<Vec<u8>> + Send + Sync + 'static) -> Self {
        Self { meddler: Some(Box::new(meddler)), ..Self::default() }
    }

    /// What was asked since the last time, with the last part of each address.
    pub fn asked(&self) -> Vec<(Kind, String)> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

impl Fetch for Client {
    fn fetch(&self, request: &Request<'_>) -> Result<Vec<u8>, FetchError> {
        let path = request.url.splitn(4, '/').nth(3).unwrap_or_default();
        self.asked.lock().unwrap().push((request.kind, path.to_owned()));
        assert!(request.url.starts_with("http://127.0.0.1:"), "loopback only: {}", request.url);
        let agent = ureq_plain::Agent::new_with_config(
            ureq_plain::Agent::config_builder()
                .timeout_global(Some(Duration::from_secs(60)))
                .http_status_as_error(false)
                .build(),
        );
        let as_of = self.as_of.as_deref();
        let meddled = self.meddler.as_ref().and_then(|meddle| meddle(request));
        let response = match meddled.as_deref().or(request.body) {
            None => {
                let call = agent.get(request.url);
                as_of.iter().fold(call, |call, at| call.header("X-Certomancer-Fake-Time", *at)).call()
            }
            Some(body) => {
                let call =
                    agent.post(request.url).header("Content-Type", request.kind.question_type().unwrap());
                as_of.iter().fold(call, |call, at| call.header("X-Certomancer-Fake-Time", *at)).send(body)
            }
        };
        let mut response = response.map_err(|_| FetchError::Route)?;
        if !response.status().is_success() {
            return Err(FetchError::Status(response.status().as_u16()));
        }
        let limit = u64::try_from(request.limit).unwrap();
        response.body_mut().with_config().limit(limit).read_to_vec().map_err(|_| FetchError::TooLarge)
    }
}
