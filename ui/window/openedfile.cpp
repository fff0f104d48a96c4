// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/openedfile.h"

#include "core/onworker.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

namespace tierlens {

namespace {

struct OpenedFileWords
{
    Q_DECLARE_TR_FUNCTIONS(OpenedFile)
};

Error notOpened(const QString &text) { return {ErrorKind::Usage, {}, text.toStdString(), {}}; }

Result<Recording> recordingFrom(const QString &name)
{
    auto recording = WatchSession::openSnapshot(name);
    if (recording)
        (*recording)->moveToThread(QCoreApplication::instance()->thread());
    return recording;
}

Result<OpenedFile> openedFrom(const QString &name)
{
    if (QFileInfo(name).isDir())
        return notOpened(OpenedFileWords::tr("%1 is a folder, not a file.").arg(name));
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return notOpened(
            OpenedFileWords::tr("%1 cannot be read: %2.").arg(name, file.errorString()));
    auto begin = file.read(64);
    file.close();
    if (begin.startsWith("\xef\xbb\xbf")) // as some editors begin a text
        begin = begin.mid(3);
    OpenedFile opened;
    if (begin.trimmed().startsWith('{')) {
        auto tour = loadTour(name);
        if (!tour)
            return tour.error();
        opened.tour = std::move(*tour);
        return opened;
    }
    constexpr char Zlib = 0x78; // after four bytes of length
    if (begin.size() < 5 || begin[4] != Zlib)
        return notOpened(
            OpenedFileWords::tr("%1 is neither a recording nor a tour of Tierlens.").arg(name));
    auto recording = recordingFrom(name);
    if (!recording)
        return recording.error();
    opened.recording = std::move(*recording);
    return opened;
}

} // namespace

QFuture<std::shared_ptr<Result<OpenedFile>>> readOpenedFile(const QString &file)
{
    return onWorker([file] { return std::make_shared<Result<OpenedFile>>(openedFrom(file)); });
}

QFuture<std::shared_ptr<Result<Recording>>> readRecording(const QString &file)
{
    return onWorker([file] { return std::make_shared<Result<Recording>>(recordingFrom(file)); });
}

} // namespace tierlens
