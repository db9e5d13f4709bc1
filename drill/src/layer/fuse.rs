//! How the kernel asks the tree.

use std::ffi::OsStr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use fuser::{
    BsdFileFlags, Errno, FileAttr, FileHandle, FileType, Filesystem, FopenFlags, Generation, INodeNo,
    LockOwner, OpenFlags, RenameFlags, ReplyAttr, ReplyCreate, ReplyData, ReplyDirectory, ReplyEmpty,
    ReplyEntry, ReplyStatfs, ReplyWrite, Request, TimeOrNow, WriteFlags,
};

use super::lock;
use super::tree::{Content, File, Folder, Node, Tree};

/// How long the kernel may remember what it was told: nobody else changes anything.
const REMEMBERED: Duration = Duration::from_secs(60);

/// Answers the kernel.
pub struct Fuse(pub Arc<Mutex<Tree>>);

fn about(id: u64, node: &Node) -> FileAttr {
    let (kind, size) = match &node.content {
        Content::File(file) => (FileType::RegularFile, file.bytes.len() as u64),
        Content::Folder(_) => (FileType::Directory, 0),
    };
    FileAttr {
        ino: INodeNo(id),
        size,
        blocks: size.div_ceil(512),
        atime: node.changed,
        mtime: node.changed,
        ctime: node.changed,
        crtime: node.changed,
        kind,
        perm: node.mode,
        nlink: 1,
        uid: 0,
        gid: 0,
        rdev: 0,
        blksize: 4096,
        flags: 0,
    }
}

fn place(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

impl Fuse {
    fn with<T>(&self, work: impl FnOnce(&mut Tree) -> Result<T, Errno>) -> Result<T, Errno> {
        work(&mut lock(&self.0))
    }

    fn create_node(
        &self,
        parent: INodeNo,
        name: &OsStr,
        content: Content,
        mode: u32,
    ) -> Result<FileAttr, Errno> {
        self.with(|tree| {
            tree.change()?;
            let id = tree.create(parent.0, name, content, mode)?;
            Ok(about(id, tree.node(id)?))
        })
    }
}

fn done(reply: ReplyEmpty, result: Result<(), Errno>) {
    match result {
        Ok(()) => reply.ok(),
        Err(error) => reply.error(error),
    }
}

fn entry(reply: ReplyEntry, result: Result<FileAttr, Errno>) {
    match result {
        Ok(about) => reply.entry(&REMEMBERED, &about, Generation(0)),
        Err(error) => reply.error(error),
    }
}

impl Filesystem for Fuse {
    fn lookup(&self, _: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEntry) {
        entry(
            reply,
            self.with(|tree| {
                tree.powered()?;
                let id = tree.look_up(parent.0, name)?;
                Ok(about(id, tree.node(id)?))
            }),
        );
    }

    fn getattr(&self, _: &Request, id: INodeNo, _: Option<FileHandle>, reply: ReplyAttr) {
        match self.with(|tree| tree.node(id.0).map(|node| about(id.0, node))) {
            Ok(about) => reply.attr(&REMEMBERED, &about),
            Err(error) => reply.error(error),
        }
    }

    fn setattr(
        &self,
        _: &Request,
        id: INodeNo,
        mode: Option<u32>,
        _uid: Option<u32>,
        _gid: Option<u32>,
        size: Option<u64>,
        _atime: Option<TimeOrNow>,
        _mtime: Option<TimeOrNow>,
        _ctime: Option<SystemTime>,
        _: Option<FileHandle>,
        _crtime: Option<SystemTime>,
        _chgtime: Option<SystemTime>,
        _bkuptime: Option<SystemTime>,
        _: Option<BsdFileFlags>,
        reply: ReplyAttr,
    ) {
        let result = self.with(|tree| {
            tree.change()?;
            if let Some(size) = size {
                tree.file_mut(id.0)?.resize(place(size));
            }
            let node = tree.node_mut(id.0)?;
            if let Some(mode) = mode {
                node.mode = (mode & 0o777) as u16;
            }
            Ok(about(id.0, node))
        });
        match result {
            Ok(about) => reply.attr(&REMEMBERED, &about),
            Err(error) => reply.error(error),
        }
    }

    fn mkdir(&self, _: &Request, parent: INodeNo, name: &OsStr, mode: u32, _umask: u32, reply: ReplyEntry) {
        entry(reply, self.create_node(parent, name, Content::Folder(Folder::default()), mode));
    }

    fn create(
        &self,
        _: &Request,
        parent: INodeNo,
        name: &OsStr,
        mode: u32,
        _umask: u32,
        _flags: i32,
        reply: ReplyCreate,
    ) {
        match self.create_node(parent, name, Content::File(File::default()), mode) {
            Ok(about) => {
                reply.created(&REMEMBERED, &about, Generation(0), FileHandle(0), FopenFlags::empty());
            }
            Err(error) => reply.error(error),
        }
    }

    fn unlink(&self, _: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEmpty) {
        done(
            reply,
            self.with(|tree| {
                tree.change()?;
                tree.remove(parent.0, name)
            }),
        );
    }

    fn rmdir(&self, request: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEmpty) {
        self.unlink(request, parent, name, reply);
    }

    fn rename(
        &self,
        _: &Request,
        parent: INodeNo,
        name: &OsStr,
        new_parent: INodeNo,
        new_name: &OsStr,
        flags: RenameFlags,
        reply: ReplyEmpty,
    ) {
        let result = self.with(|tree| {
            if flags.bits() != 0 {
                return Err(Errno::EINVAL);
            }
            tree.change()?;
            tree.rename(parent.0, name, new_parent.0, new_name)
        });
        done(reply, result);
    }

    fn read(
        &self,
        _: &Request,
        id: INodeNo,
        _: FileHandle,
        offset: u64,
        size: u32,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyData,
    ) {
        let tree = lock(&self.0);
        let content = tree.powered().and_then(|()| tree.node(id.0)).map(|node| &node.content);
        match content {
            Ok(Content::File(file)) => {
                let from = place(offset).min(file.bytes.len());
                let to = (from + place(u64::from(size))).min(file.bytes.len());
                reply.data(&file.bytes[from..to]);
            }
            Ok(Content::Folder(_)) => reply.error(Errno::EISDIR),
            Err(error) => reply.error(error),
        }
    }

    fn write(
        &self,
        _: &Request,
        id: INodeNo,
        _: FileHandle,
        offset: u64,
        data: &[u8],
        _: WriteFlags,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyWrite,
    ) {
        let result = self.with(|tree| {
            tree.change()?;
            tree.file_mut(id.0)?.write(place(offset), data);
            Ok(())
        });
        match result {
            Ok(()) => reply.written(u32::try_from(data.len()).unwrap_or(0)),
            Err(error) => reply.error(error),
        }
    }

    fn flush(&self, _: &Request, _: INodeNo, _: FileHandle, _: LockOwner, reply: ReplyEmpty) {
        done(reply, self.with(|tree| tree.powered()));
    }

    fn fsync(&self, _: &Request, id: INodeNo, _: FileHandle, _datasync: bool, reply: ReplyEmpty) {
        let result = self.with(|tree| {
            tree.change()?;
            if let Content::File(file) = &mut tree.node_mut(id.0)?.content {
                file.sync();
            }
            Ok(())
        });
        done(reply, result);
    }

    fn fsyncdir(&self, _: &Request, id: INodeNo, _: FileHandle, _datasync: bool, reply: ReplyEmpty) {
        let result = self.with(|tree| {
            tree.change()?;
            tree.sync_folder(id.0)
        });
        done(reply, result);
    }

    fn readdir(&self, _: &Request, id: INodeNo, _: FileHandle, offset: u64, mut reply: ReplyDirectory) {
        let tree = lock(&self.0);
        let folder = match tree.powered().and_then(|()| tree.folder(id.0)) {
            Ok(folder) => folder,
            Err(error) => return reply.error(error),
        };
        for (place, (name, child)) in (1..).zip(&folder.entries).skip(place(offset)) {
            let kind = match tree.node(*child).map(|node| &node.content) {
                Ok(Content::Folder(_)) => FileType::Directory,
                _ => FileType::RegularFile,
            };
            if reply.add(INodeNo(*child), place, kind, name) {
                break;
            }
        }
        reply.ok();
    }

    fn statfs(&self, _: &Request, _: INodeNo, reply: ReplyStatfs) {
        const BLOCKS: u64 = 1024 * 1024;
        reply.statfs(BLOCKS, BLOCKS / 2, BLOCKS / 2, BLOCKS, BLOCKS, 4096, 255, 4096);
    }
}
