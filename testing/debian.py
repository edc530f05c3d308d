"""Packages of Debian by a lock file: what testing/oracle/fetch and testing/kernels/kernel-vm have in common.

A line of a lock names a package, its version, its path on the mirror and its SHA-256, after what the script puts first. The
mirror is the one that apt is set up with.
"""
import glob, hashlib, lzma, os, re, subprocess, sys, urllib.error, urllib.request


class Gone(Exception):
    """The mirror has no such file any more, or does not answer."""


class Wrong(Exception):
    """A file that was fetched is not the one of the lock."""


def mirror():
    for path in sorted(glob.glob("/etc/apt/sources.list.d/*.sources")) + ["/etc/apt/sources.list"]:
        if os.path.exists(path):
            for address in re.findall(r"^(?:URIs:|deb(?: \[.*?\])?)\s+(\S+)", open(path).read(), re.M):
                if address.rstrip("/").endswith("/debian"):
                    return address.rstrip("/")
    return "http://deb.debian.org/debian"


def index(base, suite, architecture):
    """The fields of each package of a suite, in the order of its list."""
    packed = urllib.request.urlopen(f"{base}/dists/{suite}/main/binary-{architecture}/Packages.xz").read()
    for stanza in lzma.decompress(packed).decode().split("\n\n"):
        field = dict(re.findall(r"^(\S+): (.*)$", stanza, re.M))
        if "Package" in field:
            yield field


def archive(base, folder, path, digest):
    """The package, fetched into a folder unless it is there already."""
    kept = os.path.join(folder, os.path.basename(path))
    if not os.path.exists(kept):
        try:
            data = urllib.request.urlopen(f"{base}/{path}").read()
        except urllib.error.HTTPError as error:
            raise Gone(f"{base}/{path}: {error}; the mirror moved on, see --update") from error
        except urllib.error.URLError as error:
            raise Gone(f"{base} cannot be reached: {error.reason}") from error
        with open(f"{kept}.part{os.getpid()}", "wb") as out:
            out.write(data)
        os.replace(f"{kept}.part{os.getpid()}", kept)
    found = hashlib.sha256(open(kept, "rb").read()).hexdigest()
    if found != digest:
        raise Wrong(f"{kept}: SHA-256 is {found}, packages.lock has {digest}; remove the file and fetch again")
    return kept


def unpack(package, folder):
    """What a package installs, below a folder; links between folders stay."""
    os.makedirs(folder, exist_ok=True)
    data = subprocess.run(["dpkg-deb", "--fsys-tarfile", package], check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x", "-C", folder, "--keep-directory-symlink"], input=data, check=True)
