// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/orders.h"

#include "core/durationtext.h"
#include "core/whendone.h"
#include "invalidate/foreseen.h"
#include "invalidate/invalidatedialog.h"
#include "session/session.h"
#include "window/messagebar.h"
#include "window/plandialog.h"

#include <QMessageBox>
#include <QPushButton>

namespace tierlens {

using namespace std::chrono_literals;

Orders::Orders(Session &session, MessageBar &messages, QWidget *window)
    : QObject(window)
    , m_session(session)
    , m_messages(messages)
    , m_window(window)
{ }

template <typename T, typename Good>
void Orders::follow(ActionId action, QFuture<Result<T>> future, Good good)
{
    whenDone(future, this, [this, action, good](const Result<T> &result) {
        Q_EMIT busyChanged(action, false, {});
        if (result)
            good(*result);
        else
            m_messages.complain(result.error());
    });
}

void Orders::give(ActionId action)
{
    const auto busy
        = [this, action](const QString &text) { Q_EMIT busyChanged(action, true, text); };
    // What a restart cost is told by the impact card; only failures need words here.
    const auto quiet = [](const auto &) {};
    switch (action) {
    case ActionId::Write:
        busy(tr("writing…"));
        follow(action, m_session.write(), [this](const QString &text) { m_messages.tell(text); });
        break;
    case ActionId::InvalidateSelected:
        if (m_selectedKey.isEmpty())
            m_messages.tell(tr("Select a key in the list at the right first."));
        else
            invalidateKey(m_selectedKey);
        break;
    case ActionId::InvalidateMatching:
        invalidateMatching(m_session.scenario().samplePattern);
        break;
    case ActionId::InvalidateAll:
        invalidateEverything();
        break;
    case ActionId::RestartRedis:
        busy(tr("restarting…"));
        follow(action, m_session.restart(Tier::Redis), quiet);
        break;
    case ActionId::RestartPostgres:
        busy(tr("restarting…"));
        follow(action, m_session.restart(Tier::Postgres), quiet);
        break;
    case ActionId::CrashRedis:
        busy(tr("crashed, coming back…"));
        follow(action, m_session.crash(Tier::Redis), quiet);
        break;
    case ActionId::CrashPostgres:
        busy(tr("crashed, coming back…"));
        follow(action, m_session.crash(Tier::Postgres), quiet);
        break;
    case ActionId::FreezeRedis:
        freeze(Tier::Redis, 5);
        break;
    case ActionId::FreezePostgres:
        freeze(Tier::Postgres, 5);
        break;
    }
}

void Orders::perform(const QString &order)
{
    follow(ActionId::Write, m_session.perform(order),
        [this](const QString &text) { m_messages.tell(text); });
}

void Orders::freeze(Tier tier, int seconds)
{
    const auto action = tier == Tier::Redis ? ActionId::FreezeRedis : ActionId::FreezePostgres;
    Q_EMIT busyChanged(action, true, tr("frozen…"));
    follow(action, m_session.freeze(tier, std::chrono::seconds(seconds)), [](const auto &) {});
}

void Orders::invalidateKey(const QString &key)
{
    follow(ActionId::InvalidateSelected, m_session.invalidateKey(key),
        [this, key](std::uint64_t removed) {
            if (removed == 0)
                m_messages.tell(tr("%1 was not in Redis any more.").arg(key));
        });
}

void Orders::expireKey(const QString &key)
{
    follow(ActionId::InvalidateSelected, m_session.expireNow(key), [](const auto &) {});
}

void Orders::refreshKey(const QString &key)
{
    follow(ActionId::InvalidateSelected, m_session.refresh(key), [](const auto &) {});
}

void Orders::showPlan(const QString &key)
{
    const auto prefix = m_session.keyPrefix();
    auto *dialog = new PlanDialog(key.startsWith(prefix) ? key.mid(prefix.size()) : key, m_window);
    dialog->show();
    whenDone(m_session.explain(key), dialog, [dialog](const Result<QString> &plan) {
        if (plan)
            dialog->setPlan(*plan);
        else
            dialog->setError(QString::fromStdString(plan.error().text));
    });
}

void Orders::showPlanOfSelected()
{
    if (m_selectedKey.isEmpty())
        m_messages.tell(tr("Select a key in the list at the right first."));
    else
        showPlan(m_selectedKey);
}

void Orders::invalidateMatching(const QString &pattern)
{
    auto *dialog = new InvalidateDialog(m_session, pattern, m_window);
    connect(
        dialog, &InvalidateDialog::chosen, this, [this](const QString &chosen, double foreseen) {
            Q_EMIT busyChanged(ActionId::InvalidateMatching, true, tr("invalidating…"));
            if (foreseen >= 0)
                connect(new Foreseen(m_session, foreseen, tr("%1 invalidated").arg(chosen)),
                    &Foreseen::told, this, [this](const QString &text) { m_messages.tell(text); });
            follow(ActionId::InvalidateMatching, m_session.invalidate(chosen),
                [this](std::uint64_t removed) {
                    m_messages.tell(tr("%1 invalidated.").arg(keysText(removed)));
                });
        });
    dialog->show();
}

void Orders::invalidateEverything()
{
    // In the sandbox everything is ours to lose; elsewhere the effect is shown first.
    if (!m_session.isSandbox())
        return invalidateMatching(QStringLiteral("*"));
    Q_EMIT busyChanged(ActionId::InvalidateAll, true, tr("invalidating…"));
    follow(ActionId::InvalidateAll, m_session.invalidate(QStringLiteral("*")),
        [this](std::uint64_t removed) {
            m_messages.tell(tr("%1 invalidated.").arg(keysText(removed)));
        });
}

void Orders::resetSandbox()
{
    auto *question = new QMessageBox(QMessageBox::Question, tr("Reset the sandbox?"),
        tr("Both servers stop, and the sandbox's Postgres is made and seeded anew, which takes "
           "some seconds. What you changed in it is gone, and all figures begin at zero."),
        QMessageBox::Cancel, m_window);
    question->setAttribute(Qt::WA_DeleteOnClose);
    auto *reset = question->addButton(tr("Reset"), QMessageBox::DestructiveRole);
    question->setDefaultButton(QMessageBox::Cancel);
    connect(reset, &QAbstractButton::clicked, this, &Orders::resetConfirmed);
    question->open();
}

} // namespace tierlens
