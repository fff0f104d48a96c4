// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/welcomepage.h"
#include "core/whendone.h"
#include "window/openedfile.h"
#include "window/shell.h"

#include <QMessageBox>
#include <QPointer>
#include <QTimer>

#include <utility>

namespace tierlens {

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

void Shell::tellSettings(QWidget *window)
{
    const auto told = std::exchange(m_settingsTold, {});
    if (told.isEmpty())
        return;
    if (m_welcome && window == m_welcome.get())
        return m_welcome->tell(told);
    auto *box = new QMessageBox(
        QMessageBox::Information, QStringLiteral("Tierlens"), told, QMessageBox::Ok, window);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

} // namespace tierlens
