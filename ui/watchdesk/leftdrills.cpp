// SPDX-License-Identifier: GPL-3.0-or-later
#include "watchdesk/leftdrills.h"

#include "core/event.h"
#include "core/whendone.h"
#include "restarts/drilljournal.h"
#include "core/onworker.h"

#include <QCoreApplication>
#include <QMessageBox>
#include <QPushButton>
#include <QStringList>

#include <utility>

namespace tierlens {

namespace {
struct LeftDrillsWords
{
    Q_DECLARE_TR_FUNCTIONS(LeftDrills)
};

// Never modal to more than the window, and gone when it is closed.
QMessageBox *boxOver(QWidget *window, const QString &text)
{
    auto *box = new QMessageBox(
        QMessageBox::Warning, QStringLiteral("Tierlens"), text, QMessageBox::NoButton, window);
    box->setObjectName(QStringLiteral("leftDrills"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    return box;
}

void ask(const std::vector<LeftSetting> &left, QWidget *window, std::function<void()> putBack)
{
    QStringList lines;
    for (const auto &one : left)
        lines << LeftDrillsWords::tr("%1 is %2; before the drill it was %3.")
                     .arg(one.setting, one.set, one.was);
    auto *box = boxOver(window,
        LeftDrillsWords::tr("An earlier drill has changed this Redis and could not put it back."));
    box->setInformativeText(lines.join(QLatin1Char('\n')));
    auto *now = box->addButton(LeftDrillsWords::tr("Put back…"), QMessageBox::AcceptRole);
    box->addButton(LeftDrillsWords::tr("Later"), QMessageBox::RejectRole);
    box->setDefaultButton(now);
    QObject::connect(
        now, &QAbstractButton::clicked, window, [putBack = std::move(putBack)] { putBack(); });
    box->open();
}
} // namespace

void tellLeftDrills(const LiveServers &servers, const QString &settingsFolder, QWidget *window,
    std::function<void()> putBack)
{
    if (servers.redis.isEmpty())
        return;
    const auto server = DrillJournal::serverOf(servers, Tier::Redis);
    whenDone(onWorker([server, settingsFolder] { return DrillJournal(settingsFolder).of(server); }),
        window, [window, putBack = std::move(putBack)](const LeftDrills &left) {
            if (!left.settings.empty()) {
                ask(left.settings, window, putBack);
            } else if (!left.unread.isEmpty()) {
                auto *box = boxOver(window, left.unread);
                box->addButton(QMessageBox::Ok);
                box->open();
            }
        });
}

} // namespace tierlens
