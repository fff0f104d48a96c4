// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/welcomepage.h"
#include "core/whendone.h"
#include "live/watchsession.h"
#include "window/openedfile.h"
#include "window/shell.h"

#include <QMessageBox>
#include <QPointer>
#include <QTimer>

#include <utility>

namespace tierlens {

namespace {
void showBox(QMessageBox::Icon icon, const QString &text, QWidget *window)
{
    auto *box = new QMessageBox(icon, QStringLiteral("Tierlens"), text, QMessageBox::Ok, window);
    box->setTextFormat(Qt::PlainText); // names of files are in it
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}
} // namespace

void Shell::openFile(const QString &file)
{
    m_welcome->tell(tr("Reading %1…").arg(file));
    // Forgotten if the page is left meanwhile.
    whenDone(readOpenedFile(file), m_welcome.get(),
        [this, file](const std::shared_ptr<Result<OpenedFile>> &opened) {
            if (!*opened)
                return m_welcome->tell(QString::fromStdString(opened->error().text));
            m_welcome->tell({});
            // The page is in the middle of this call: leave it time to return from there.
            QTimer::singleShot(0, this, [this, page = QPointer(m_welcome.get()), file, opened] {
                if (!page)
                    return;
                if ((*opened)->recording) {
                    WatchDesk::Order order;
                    order.snapshot = file;
                    return watch(std::move(order), std::move((*opened)->recording));
                }
                playTour(std::move(*(*opened)->tour));
                m_welcome.reset();
            });
        });
}

void Shell::openRecording(const QString &file)
{
    if (!m_watch)
        return;
    whenDone(readRecording(file), m_watch.get(),
        [this, file](const std::shared_ptr<Result<Recording>> &read) {
            if (!*read)
                return showBox(QMessageBox::Warning, QString::fromStdString(read->error().text),
                    m_watch->window());
            // The desk is in the middle of this call, as the page is above.
            QTimer::singleShot(0, this, [this, desk = QPointer(m_watch.get()), file, read] {
                if (!desk)
                    return;
                WatchDesk::Order order;
                order.snapshot = file;
                watch(std::move(order), std::move(**read));
            });
        });
}

void Shell::tellSettings(QWidget *window)
{
    const auto told = std::exchange(m_settingsTold, {});
    if (told.isEmpty())
        return;
    if (m_welcome && window == m_welcome.get())
        return m_welcome->tell(told);
    showBox(QMessageBox::Information, told, window);
}

} // namespace tierlens
