//! The command line.

use std::path::PathBuf;

use chrono::NaiveDateTime;
use clap::{Parser, Subcommand};
use domain::access::Scope;
use domain::staff::Role;
use uuid::Uuid;

/// Một Cửa: public services of a province.
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = "\
Every setting is a key of the configuration file and a variable, which wins over the file:

  listen           MOTCUA_LISTEN            where to listen [127.0.0.1:3000]
  public_url       MOTCUA_PUBLIC_URL        address citizens use; https except on localhost [http://localhost:3000]
  data_dir         MOTCUA_DATA_DIR          folder of the portal's files [var]
  database_url     MOTCUA_DATABASE_URL      sqlite://<file> or postgres://… [sqlite://<data_dir>/motcua.db]
  storage_url      MOTCUA_STORAGE_URL       file://<folder> or s3://<bucket> [file://<data_dir>/files]
  smtp_url         MOTCUA_SMTP_URL          mail server; without one mails go to <data_dir>/outbox
  sms_url          MOTCUA_SMS_URL           gateway for text messages; without one they go to <data_dir>/outbox
  sms_headers      MOTCUA_SMS_HEADERS       what goes along with each, one a line
  sms_body         MOTCUA_SMS_BODY          what it is sent, with {to}, {national}, {text} and {id} filled in
  mail_sender      MOTCUA_MAIL_SENDER       what mails come from, such as 'Một Cửa <khong-tra-loi@tinh.gov.vn>'
  key_file         MOTCUA_KEY_FILE          keys that seal personal data and sign forms; made at the first start [<data_dir>/keys.json]
                   MOTCUA_KEYS              the content of such a file, in its place
  clamd            MOTCUA_CLAMD             virus scanner, tcp://host:3310 or unix:///path; without one nothing is scanned
  max_file_mb      MOTCUA_MAX_FILE_MB       most megabytes of one paper's file, 1 to 200 [20]
  login_providers  MOTCUA_LOGIN_PROVIDERS   who may say who somebody is: own, vneid, openid [own, and what is set up]
  vneid_directory  MOTCUA_VNEID_DIRECTORY   file of VNeID accounts; the sandbox in a demonstration
  openid_providers MOTCUA_OPENID_PROVIDERS  file of providers of OpenID Connect
  trusted_proxies  MOTCUA_TRUSTED_PROXIES   networks whose X-Forwarded-For is believed, separated by commas
  demo             MOTCUA_DEMO              1: a demonstration, with /dev/outbox showing mails and text messages
  province_name    MOTCUA_PROVINCE_NAME     name of the province [Gia Lai]
  help_line        MOTCUA_HELP_LINE         number to call for help [1022]

MOTCUA_LOG chooses what is logged (such as 'info,sqlx=warn'). SIGTERM and Ctrl-C end the server once running requests
are answered."
)]
pub struct Arguments {
    /// Configuration file (TOML).
    #[arg(long, env = "MOTCUA_CONFIG", global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What `motcua` can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the portal and send mails and text messages.
    Serve,
    /// Only do what goes on beside the answering (send mails and text messages, have papers scanned, tidy), beside other
    /// instances that serve.
    Worker,
    /// Bring the tables of the database up to date, as `serve` does when it starts.
    Migrate,
    /// Close the portal for a while, and open it again; citizens get a page that says so.
    #[command(subcommand)]
    Maintenance(Maintenance),
    /// Accounts of people, for the desk until it has pages of its own.
    #[command(subcommand)]
    Account(Account),
    /// Officers: letting the first administrator in, who invites the others on the pages.
    #[command(subcommand)]
    Staff(Staff),
    /// Tokens by which other systems use the API.
    #[command(subcommand)]
    Access(Access),
    /// Procedures, forms, agencies, units, days off, search words.
    #[command(subcommand)]
    Catalogue(Catalogue),
    /// What shows a portal that nobody uses yet.
    #[command(subcommand)]
    Demo(Demo),
    /// The keys that seal personal data: a new one, everything sealed anew with it, the old ones gone; and those that sign
    /// what is given out.
    #[command(subcommand)]
    Keys(Keys),
    /// What happened to dossiers: whether all of it is still there as it was written.
    #[command(subcommand)]
    Audit(Audit),
}

/// What can be done about the audit.
#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Check the chain of events of every dossier and the daily anchors over them, beside a portal that is running. Names the
    /// first fault of each dossier, and fails if there is one.
    Verify {
        /// Lines of anchors that were kept elsewhere, as the portal writes them into anchors.log in its folder once a day:
        /// whoever can change the database cannot change those.
        #[arg(long, value_name = "FILE")]
        anchors: Option<PathBuf>,
    },
}

/// What can be done in a demonstration.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum Demo {
    /// Fill the database with dossiers that do not exist: of every agency, over two years, most of them done. A million take
    /// some minutes. Refused outside demonstrations, for they cannot be told from others afterwards.
    Generate {
        /// How many.
        #[arg(long, default_value_t = 10_000)]
        dossiers: u64,
        /// The same seed makes the same people and names.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
}

/// What can be done about the keys, in this order.
#[derive(Debug, Subcommand)]
pub enum Keys {
    /// Add a key to the key file. Every instance seals with it within five seconds, and opens with the older ones too.
    /// Where the instances have files of their own, bring the changed one to all of them. With MOTCUA_KEYS the new
    /// content is printed, for you to set.
    Rotate,
    /// Seal everything anew with the newest key, in small steps beside a portal that is running. Can be stopped and run
    /// again.
    Reseal,
    /// Take the older keys out of the key file, once nothing is sealed with them. Backups made before need them: keep
    /// them as long as those.
    Retire,
    /// Add a key that signs the forms given out, and forget the secret of the one before. Every instance signs with it
    /// within five seconds. What was signed before stays genuine: its public key stays in the file and published at
    /// /xac-minh/khoa.json. With MOTCUA_KEYS the new content is printed, for you to set.
    RotateSigning,
}

/// What can be done about maintenance.
#[derive(Debug, Subcommand)]
pub enum Maintenance {
    /// Close the portal. Every instance on this database does so within five seconds, and those that start later too;
    /// /healthz and /readyz go on answering. Where it is closed already, changes until when.
    Begin {
        /// When it is expected to open again, in Viet Nam's time, such as 2026-11-23T22:00. The page says it; the portal
        /// opens when you say so.
        #[arg(long, value_name = "TIME", value_parser = local_time)]
        until: Option<NaiveDateTime>,
    },
    /// Open the portal again.
    End,
}

fn local_time(text: &str) -> Result<NaiveDateTime, String> {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M")
        .map_err(|_| "not a time such as 2026-11-23T22:00".to_owned())
}

/// What can be done with accounts.
#[derive(Debug, Subcommand)]
pub enum Account {
    /// Let somebody set a new password whose identity card an officer has seen. Prints a link that works once, within an
    /// hour. It is recorded who asked and why, and the owner gets a mail.
    Recover {
        /// The identity number on the card.
        #[arg(long)]
        number: String,
        /// The officer who has seen the card.
        #[arg(long)]
        officer: String,
        /// Why, such as "lost the phone".
        #[arg(long)]
        reason: String,
        /// The second factors are lost: they go when the link is used. Without this the login still asks for them.
        #[arg(long)]
        lost_factors: bool,
    },
    /// Free the number of somebody whose identity card an officer has seen, where somebody else has registered with it.
    /// That account is closed for good and its mailbox is told; the person then registers. It is recorded who asked and
    /// why.
    WinBack {
        /// The identity number on the card.
        #[arg(long)]
        number: String,
        /// The officer who has seen the card.
        #[arg(long)]
        officer: String,
        /// Why, such as "somebody else registered".
        #[arg(long)]
        reason: String,
    },
}

/// What can be done about officers.
#[derive(Debug, Subcommand)]
pub enum Staff {
    /// Invite somebody to work for an agency. Prints a link that works once, within seven days, for the account with this
    /// identity number. Whoever accepts has a second factor set up first.
    Invite {
        /// What they are to be: desk_officer, specialist, leader, catalogue_editor, administrator.
        #[arg(long, value_parser = crate::staff::role)]
        role: Role,
        /// Code of the agency, such as H21.01.
        #[arg(long)]
        agency: String,
        /// Their identity number.
        #[arg(long)]
        identity_number: String,
        /// Sends the link to this mailbox too.
        #[arg(long)]
        email: Option<String>,
    },
    /// List who works for which agency: the membership's id, the agency, the role, the name.
    List,
    /// End a membership, be it the last administrator's.
    End {
        /// The membership's id, as `motcua staff list` says it.
        id: Uuid,
    },
}

/// What can be done about other systems.
#[derive(Debug, Subcommand)]
pub enum Access {
    /// Make a token, and print it: it is shown once.
    Token {
        /// What the system is called.
        #[arg(long)]
        name: String,
        /// As what it acts: desk_officer, specialist, leader.
        #[arg(long, value_parser = crate::staff::role)]
        role: Role,
        /// Code of the agency for which it acts, such as H21.01.
        #[arg(long)]
        agency: String,
        /// What it is good for: read, create, move, attach. Say it once for each.
        #[arg(long = "scope", required = true, value_parser = crate::access::scope)]
        scopes: Vec<Scope>,
        /// For how many days, at most 730.
        #[arg(long, default_value_t = 365)]
        days: u32,
    },
    /// List the tokens that are in force: id, agency, role, what each is good for, until when, the system's name.
    List,
    /// Take a token back: what its system asks next is refused.
    Revoke {
        /// The token's id, as `motcua access list` says it.
        id: Uuid,
    },
}

/// What can be done with the catalogue.
#[derive(Debug, Subcommand)]
pub enum Catalogue {
    /// Bring the catalogue to what files say.
    ///
    /// All files are judged first, together with what was imported before; if anything is wrong, every fault is named
    /// with its place and nothing changes. A changed procedure gets a new version, and the one before it is closed.
    /// Importing the same again changes nothing. A portal that is running notices within five seconds. Into an empty
    /// database `motcua serve` imports the catalogue that it carries; import your own before it starts first, and
    /// only yours is there.
    Import {
        /// Files in the format motcua-catalogue/1; agencies, fields, units, days off and search words replace those
        /// of earlier imports as a whole.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Print the catalogue with every newest version, as a file that can be imported.
    Export,
}
