"""Downloads of data sets, whole or not at all: the only module that uses the network, and only when asked to."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from digitpad.config.dataset_info import DATASETS, DatasetName
from digitpad.data.locations import CIFAR_ARCHIVE, dataset_folder, found_folder
from digitpad.errors import DatasetError, StorageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from requests import Response

    from digitpad.config.dataset_info import DatasetInfo, RemoteFile

TRIES = 3
"""How often a file is asked for before giving up."""

TIMEOUT = 15.0
"""Seconds a server may be silent."""

CHUNK = 1 << 16
"""Bytes between two looks at whether to go on."""


class DownloadStopped(Exception):  # noqa: N818 - a request, not an error
    """Raised by the caller of a download to end it."""


@dataclass(frozen=True, slots=True)
class DownloadProgress:
    """The progress of a download."""

    file: str  # name of the file that is under way
    received: int  # bytes of all files
    total: int


def fetch_dataset(name: DatasetName, watch: Callable[[DownloadProgress], None]) -> Path:
    """Fetch a data set into its folder, unless it is there already, and return the folder.

    Parameters
    ----------
    name
        The data set.
    watch
        Called every 64 kB; it may raise `DownloadStopped` to end the download, of which only whole files remain.

    Raises
    ------
    DatasetError
        If there is nothing to fetch, the network fails, or what comes is not what was announced.
    StorageError
        If the folder cannot be written or is full.
    DownloadStopped
        If `watch` raised it.
    """
    info = DATASETS.get(name)
    if info is None or not info.files:
        raise DatasetError(
            "There is nothing to fetch",
            "MNIST comes with digitpad, and a folder of pictures is your own: name it where it is asked for.",
        )
    folder = found_folder(name)
    if folder is None:
        folder = dataset_folder(name)
        fetch(info, folder, watch)
    if name is DatasetName.CIFAR10 and (folder / CIFAR_ARCHIVE).is_file():
        from digitpad.data.formats.cifar import unpack  # noqa: PLC0415 - numpy is not needed before

        unpack(folder)
    elif name is DatasetName.PENDIGITS:
        from digitpad.data.formats.pendigits import unpack as unpack_strokes  # noqa: PLC0415 - as above

        unpack_strokes(folder)
    return folder


def fetch(info: DatasetInfo, folder: Path, watch: Callable[[DownloadProgress], None]) -> None:
    """Fetch a data set's files into a folder; those there that are as announced stay."""
    import pooch  # noqa: PLC0415 - with requests, a fifth of a second that nothing else needs
    import requests  # noqa: PLC0415

    pooch.get_logger().setLevel(logging.ERROR)  # it prints every file on stderr
    store = pooch.create(
        path=folder,
        base_url=info.site,
        registry={file.name: file.checksum for file in info.files},
        retry_if_failed=TRIES - 1,
    )
    done = 0
    for file in info.files:
        stream = _Stream(file, done, info.download_size, watch)
        try:
            store.fetch(file.name, downloader=stream)
        except requests.exceptions.RequestException as error:
            raise _failed(info, folder, _reason(error)) from error
        except ValueError as error:  # pooch's error for a wrong checksum
            raise _failed(info, folder, f"{file.name} arrived damaged {TRIES} times") from error
        except OSError as error:
            raise StorageError(
                "This data set could not be kept",
                "Writing into {folder} failed: {reason}. Check that the folder may be written and has room.",
                folder=folder,
                reason=error.strerror or error,
            ) from error
        done += file.size
        watch(DownloadProgress(file.name, done, info.download_size))


class _Stream:
    """Downloader of one file for pooch, whose own leave the connection open when they are ended."""

    def __init__(self, file: RemoteFile, before: int, total: int, watch: Callable[[DownloadProgress], None]) -> None:
        self._file, self._before, self._whole, self._watch = file, before, total, watch

    def __call__(self, url: str, path: str, _store: object) -> None:
        """Write what is at the address into a file."""
        import requests  # noqa: PLC0415 - loaded by now

        self._report(0)
        # Some servers would call a .gz file an encoding, which would then be undone on the way.
        asked = requests.get(url, stream=True, timeout=TIMEOUT, headers={"Accept-Encoding": "identity"})
        with asked as response, Path(path).open("wb") as out:
            response.raise_for_status()
            received = 0
            while chunk := _arrived(response):
                out.write(chunk)
                received += len(chunk)
                # The checksum decides what is right; this only ends an answer that has no end.
                if received > 2 * self._file.size:
                    msg = f"more than twice {self._file.size} bytes"
                    raise ValueError(msg)
                self._report(received)

    def _report(self, received: int) -> None:
        self._watch(DownloadProgress(self._file.name, self._before + received, self._whole))


def _arrived(response: Response) -> bytes:
    """Return what has come since last time: whole chunks of a slow line would be waited for, deaf to a wish to stop."""
    import requests  # noqa: PLC0415 - loaded by now
    import urllib3  # noqa: PLC0415 - the same

    try:
        arrived: bytes = response.raw.read1(CHUNK)
    except urllib3.exceptions.TimeoutError as error:
        raise requests.exceptions.Timeout(error) from error  # pooch asks again after these
    except urllib3.exceptions.HTTPError as error:
        raise requests.exceptions.ConnectionError(error) from error
    return arrived


def _reason(error: Exception) -> str:
    import requests  # noqa: PLC0415 - loaded by now

    if isinstance(error, requests.exceptions.HTTPError) and error.response is not None:
        return f"the server answered {error.response.status_code}"
    if isinstance(error, requests.exceptions.Timeout):
        return "the server did not answer in time"
    return "there is no connection to the server"


def _failed(info: DatasetInfo, folder: Path, reason: str) -> DatasetError:
    return DatasetError(
        "{dataset} could not be fetched",
        "From {site}: {reason}. Try again later, or put {files} into {folder} by hand.",
        dataset=info.title,
        site=info.site,
        reason=reason,
        files=", ".join(file.name for file in info.files),
        folder=folder,
    )
