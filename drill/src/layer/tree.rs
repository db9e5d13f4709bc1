//! Files and folders, each twice: as programs see them, and as they survive.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::time::SystemTime;

use anyhow::Result;
use fuser::Errno;

use crate::chance::Chance;

/// The folder above all.
pub const ROOT: u64 = 1;

/// What reaches a disk in one piece is at most this long, in bytes.
const PAGE: usize = 4096;
/// What reaches a disk whole or not at all, in bytes.
const SECTOR: usize = 512;

/// A file or a folder.
pub struct Node {
    /// What it holds.
    pub content: Content,
    /// Its permissions.
    pub mode: u16,
    /// When it was last written.
    pub changed: SystemTime,
}

/// What a node holds.
pub enum Content {
    /// Bytes.
    File(File),
    /// Names, and the nodes that they mean.
    Folder(Folder),
}

/// A file.
#[derive(Default)]
pub struct File {
    /// As programs see it.
    pub bytes: Vec<u8>,
    durable: Vec<u8>,
    /// Pages that differ.
    dirty: BTreeSet<usize>,
}

/// A folder.
#[derive(Default)]
pub struct Folder {
    /// As programs see it.
    pub entries: BTreeMap<OsString, u64>,
    durable: BTreeMap<OsString, u64>,
}

impl File {
    fn mark(&mut self, from: usize, to: usize) {
        self.dirty.extend(from / PAGE..to.div_ceil(PAGE));
    }

    /// Writes at a place; what lies before it and was not written is zero.
    pub fn write(&mut self, at: usize, data: &[u8]) {
        let end = at + data.len();
        let old = self.bytes.len();
        if end > old {
            self.bytes.resize(end, 0);
            self.mark(old.min(at), end);
        }
        self.bytes[at..end].copy_from_slice(data);
        self.mark(at, end);
    }

    /// Cuts it off or lengthens it.
    pub fn resize(&mut self, length: usize) {
        let old = self.bytes.len();
        self.bytes.resize(length, 0);
        self.mark(old.min(length), old.max(length));
    }

    /// Makes everything durable.
    pub fn sync(&mut self) {
        self.durable.resize(self.bytes.len(), 0);
        for page in std::mem::take(&mut self.dirty) {
            self.keep(page, PAGE);
        }
    }

    /// Lets the first bytes of a page reach the disk.
    fn keep(&mut self, page: usize, length: usize) {
        let from = page * PAGE;
        let to = (from + length).min(self.bytes.len());
        if from >= to {
            return;
        }
        if self.durable.len() < to {
            self.durable.resize(to, 0);
        }
        self.durable[from..to].copy_from_slice(&self.bytes[from..to]);
    }

    fn restore(&mut self, luck: Option<&Chance>) {
        if let Some(chance) = luck {
            if self.bytes.len() < self.durable.len() && chance.percent(50) {
                self.durable.truncate(self.bytes.len());
            }
            let dirty = std::mem::take(&mut self.dirty);
            let last = dirty.last().copied();
            for page in dirty {
                if Some(page) == last {
                    let sectors = chance.between(0, (PAGE / SECTOR) as u64 + 1);
                    self.keep(page, usize::try_from(sectors).unwrap_or(0) * SECTOR);
                } else if chance.percent(50) {
                    self.keep(page, PAGE);
                }
            }
        }
        self.dirty.clear();
        self.bytes.clone_from(&self.durable);
    }
}

/// All of it.
pub struct Tree {
    nodes: HashMap<u64, Node>,
    next: u64,
    /// Writes and syncs until the power goes.
    left: Option<u64>,
    off: bool,
}

#[allow(clippy::disallowed_methods, reason = "the time of a file is the machine's")]
fn now() -> SystemTime {
    SystemTime::now()
}

type Answer<T> = std::result::Result<T, Errno>;

impl Tree {
    /// What is in a folder, durable.
    pub fn load(folder: &Path) -> Result<Self> {
        let mut tree = Self { nodes: HashMap::new(), next: ROOT, left: None, off: false };
        tree.load_folder(folder)?;
        Ok(tree)
    }

    fn load_folder(&mut self, path: &Path) -> Result<u64> {
        let id = self.add(Content::Folder(Folder::default()), 0o700);
        let mut folder = Folder::default();
        for entry in std::fs::read_dir(path)? {
            let entry = entry?;
            let child = if entry.file_type()?.is_dir() {
                self.load_folder(&entry.path())?
            } else {
                let bytes = std::fs::read(entry.path())?;
                let file = File { durable: bytes.clone(), bytes, dirty: BTreeSet::new() };
                self.add(Content::File(file), 0o600)
            };
            folder.entries.insert(entry.file_name(), child);
        }
        folder.durable.clone_from(&folder.entries);
        if let Some(node) = self.nodes.get_mut(&id) {
            node.content = Content::Folder(folder);
        }
        Ok(id)
    }

    /// Writes what is there into a folder.
    pub fn save(&self, folder: &Path) -> Result<()> {
        self.save_node(ROOT, folder)
    }

    fn save_node(&self, id: u64, path: &Path) -> Result<()> {
        match self.nodes.get(&id).map(|node| &node.content) {
            Some(Content::File(file)) => std::fs::write(path, &file.bytes)?,
            Some(Content::Folder(folder)) => {
                std::fs::create_dir_all(path)?;
                for (name, child) in &folder.entries {
                    self.save_node(*child, &path.join(name))?;
                }
            }
            None => {}
        }
        Ok(())
    }

    fn add(&mut self, content: Content, mode: u16) -> u64 {
        let id = self.next;
        self.next += 1;
        self.nodes.insert(id, Node { content, mode, changed: now() });
        id
    }

    /// Lets the power go after so many further writes and syncs.
    pub fn lose_power_after(&mut self, operations: u64) {
        self.left = Some(operations);
        self.off |= operations == 0;
    }

    /// Whether the power has gone.
    pub fn is_off(&self) -> bool {
        self.off
    }

    /// Fails once the power has gone.
    pub fn powered(&self) -> Answer<()> {
        if self.off { Err(Errno::EIO) } else { Ok(()) }
    }

    /// The same before something that changes the disk, which is counted.
    pub fn change(&mut self) -> Answer<()> {
        self.powered()?;
        match &mut self.left {
            Some(0) => {
                self.off = true;
                Err(Errno::EIO)
            }
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// The power is back.
    pub fn restore(&mut self, chance: &Chance) {
        let luck = chance.percent(67).then(|| chance.branch());
        // Folders change in the order of the journal: here all of what was not synced, or nothing.
        let folders_too = luck.as_ref().is_some_and(|chance| chance.percent(50));
        let mut ids: Vec<u64> = self.nodes.keys().copied().collect();
        ids.sort_unstable();
        for id in ids {
            match self.nodes.get_mut(&id).map(|node| &mut node.content) {
                Some(Content::File(file)) => file.restore(luck.as_ref()),
                Some(Content::Folder(folder)) if folders_too => folder.durable.clone_from(&folder.entries),
                Some(Content::Folder(folder)) => folder.entries.clone_from(&folder.durable),
                None => {}
            }
        }
        (self.left, self.off) = (None, false);
    }

    /// A node.
    pub fn node(&self, id: u64) -> Answer<&Node> {
        self.nodes.get(&id).ok_or(Errno::ENOENT)
    }

    /// A node, to change it.
    pub fn node_mut(&mut self, id: u64) -> Answer<&mut Node> {
        self.nodes.get_mut(&id).ok_or(Errno::ENOENT)
    }

    /// A file, to change it; it then was changed now.
    pub fn file_mut(&mut self, id: u64) -> Answer<&mut File> {
        let node = self.node_mut(id)?;
        node.changed = now();
        match &mut node.content {
            Content::File(file) => Ok(file),
            Content::Folder(_) => Err(Errno::EISDIR),
        }
    }

    /// A folder.
    pub fn folder(&self, id: u64) -> Answer<&Folder> {
        match &self.node(id)?.content {
            Content::Folder(folder) => Ok(folder),
            Content::File(_) => Err(Errno::ENOTDIR),
        }
    }

    fn folder_mut(&mut self, id: u64) -> Answer<&mut Folder> {
        match &mut self.node_mut(id)?.content {
            Content::Folder(folder) => Ok(folder),
            Content::File(_) => Err(Errno::ENOTDIR),
        }
    }

    /// The node that a name means.
    pub fn look_up(&self, parent: u64, name: &OsStr) -> Answer<u64> {
        self.folder(parent)?.entries.get(name).copied().ok_or(Errno::ENOENT)
    }

    /// Makes a file or a folder.
    pub fn create(&mut self, parent: u64, name: &OsStr, content: Content, mode: u32) -> Answer<u64> {
        if self.folder(parent)?.entries.contains_key(name) {
            return Err(Errno::EEXIST);
        }
        let id = self.add(content, (mode & 0o777) as u16);
        self.folder_mut(parent)?.entries.insert(name.to_owned(), id);
        Ok(id)
    }

    /// Takes away a name. The node stays: it may be open, and its name may come back with the power.
    pub fn remove(&mut self, parent: u64, name: &OsStr) -> Answer<()> {
        let id = self.look_up(parent, name)?;
        if self.folder(id).is_ok_and(|folder| !folder.entries.is_empty()) {
            return Err(Errno::ENOTEMPTY);
        }
        self.folder_mut(parent)?.entries.remove(name);
        Ok(())
    }

    /// Gives a node another name.
    pub fn rename(&mut self, parent: u64, name: &OsStr, new_parent: u64, new_name: &OsStr) -> Answer<()> {
        let id = self.look_up(parent, name)?;
        self.folder(new_parent)?;
        self.folder_mut(parent)?.entries.remove(name);
        self.folder_mut(new_parent)?.entries.insert(new_name.to_owned(), id);
        Ok(())
    }

    /// Makes a folder's entries durable.
    pub fn sync_folder(&mut self, id: u64) -> Answer<()> {
        let folder = self.folder_mut(id)?;
        folder.durable.clone_from(&folder.entries);
        Ok(())
    }
}
