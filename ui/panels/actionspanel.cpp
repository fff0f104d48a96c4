// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/actionspanel.h"

#include "parts/actionbutton.h"
#include "parts/pill.h"
#include "theme/theme.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QVBoxLayout>

#include <memory>

namespace tierlens {

namespace {
constexpr int Between = 5;
constexpr int FreezeSeconds[] = {2, 5, 10, 20};
constexpr int FreezeAtFirst = 5;

ActionButton::Accent accentOf(ActionId action)
{
    switch (action) {
    case ActionId::RestartRedis:
    case ActionId::CrashRedis:
    case ActionId::FreezeRedis:
        return ActionButton::Accent::Redis;
    case ActionId::Write:
    case ActionId::RestartPostgres:
    case ActionId::CrashPostgres:
    case ActionId::FreezePostgres:
        return ActionButton::Accent::Postgres;
    case ActionId::InvalidateSelected:
    case ActionId::InvalidateMatching:
    case ActionId::InvalidateAll:
        break;
    }
    return ActionButton::Accent::Danger;
}

QVBoxLayout *section(const QString &title, QVBoxLayout *column, QWidget *parent)
{
    auto *label = new QLabel(title, parent);
    label->setFont(theme().heading());
    label->setProperty("role", QStringLiteral("dim"));
    label->setContentsMargins(3, column->count() == 0 ? 0 : 8, 0, 1);
    auto *rows = new QVBoxLayout;
    rows->setSpacing(Between);
    rows->addWidget(label);
    column->addLayout(rows);
    return rows;
}
} // namespace

ActionsPanel::ActionsPanel(QWidget *parent)
    : QWidget(parent)
    , m_restarts(new QWidget(this))
    , m_restartReason(new QLabel(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Between);
    auto *truth = section(tr("CHANGE THE TRUTH"), column, this);
    add(ActionId::Write, tr("Change a row in Postgres"), QStringLiteral("W"),
        tr("Writes to Postgres, where the truth is. What Redis remembers of it is stale from then "
           "on, unless the write also invalidates it."),
        truth);
    auto *invalidate = section(tr("INVALIDATE"), column, this);
    add(ActionId::InvalidateSelected, tr("Selected key"), tr("Del"), {}, invalidate);
    add(ActionId::InvalidateMatching, tr("Keys matching…"), {},
        tr("Deletes all keys that match a pattern. How many that are is shown before it happens."),
        invalidate);
    add(ActionId::InvalidateAll, tr("Everything in this scenario"), {},
        tr("Deletes every key of this scenario from Redis. Postgres then answers everything until "
           "the cache is warm again."),
        invalidate);

    auto *restart = section(tr("RESTART · BREAK"), column, this);
    m_restartReason->setWordWrap(true);
    m_restartReason->setFont(theme().small());
    m_restartReason->setProperty("role", QStringLiteral("dim"));
    m_restartReason->setContentsMargins(3, 0, 3, 0);
    m_restartReason->hide();
    auto *rows = new QVBoxLayout(m_restarts);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(Between);
    restart->addWidget(m_restartReason);
    restart->addWidget(m_restarts);
    add(ActionId::RestartRedis, tr("Restart Redis"), QStringLiteral("R"),
        tr("Stops Redis and starts it again: it comes back empty. Nothing is lost that Postgres "
           "does not have."),
        rows);
    add(ActionId::RestartPostgres, tr("Restart PostgreSQL"), QStringLiteral("P"),
        tr("Stops PostgreSQL in good order and starts it again. Hits go on meanwhile; misses fail "
           "or wait."),
        rows);
    add(ActionId::CrashRedis, tr("Crash Redis (kill -9)"), {},
        tr("Ends the Redis process at once, as a power cut would, and starts it again."), rows);
    add(ActionId::CrashPostgres, tr("Crash PostgreSQL (kill -9)"), {},
        tr("Ends PostgreSQL at once, as a power cut would, and starts it again. It recovers from "
           "its log; every confirmed write is then looked for."),
        rows);
    addFreeze(ActionId::FreezeRedis, Tier::Redis, rows);
    addFreeze(ActionId::FreezePostgres, Tier::Postgres, rows);
    tellSelected();
}

ActionButton *ActionsPanel::add(ActionId id, const QString &text, const QString &letter,
    const QString &help, QVBoxLayout *column)
{
    auto *button = new ActionButton(text, accentOf(id), this);
    button->setLetter(letter);
    button->setHelp(help);
    m_buttons[id] = button;
    column->addWidget(button);
    if (id != ActionId::FreezeRedis && id != ActionId::FreezePostgres)
        connect(button, &ActionButton::ordered, this, [this, id] { Q_EMIT action(id); });
    return button;
}

void ActionsPanel::addFreeze(ActionId id, Tier tier, QVBoxLayout *column)
{
    const auto name = tier == Tier::Redis ? QStringLiteral("Redis") : QStringLiteral("PostgreSQL");
    const auto label
        = [name](int seconds) { return tr("Freeze %1 for %2 s").arg(name).arg(seconds); };
    auto *row = new QHBoxLayout;
    row->setSpacing(Between);
    column->addLayout(row);
    auto *inner = new QVBoxLayout;
    row->addLayout(inner, 1);
    auto *button = add(id, label(FreezeAtFirst), {},
        tr("Stops the process without ending it: connections stay, answers do not come. This is "
           "how an overloaded server looks from outside."),
        inner);
    // Choosing a length does not freeze: that is what the button beside it is for.
    auto *length = new Pill({}, this);
    length->setFrameless(true);
    length->setQuiet(true);
    auto *menu = new QMenu(length);
    auto *group = new QActionGroup(menu);
    const auto chosen = std::make_shared<int>(FreezeAtFirst);
    const auto tell = [=](int seconds) {
        *chosen = seconds;
        button->setLabel(label(seconds));
        length->setAccessibleName(tr("Freeze %1: for %2 seconds").arg(name).arg(seconds));
    };
    for (const int seconds : FreezeSeconds) {
        auto *choice = menu->addAction(tr("for %1 s").arg(seconds));
        choice->setCheckable(true);
        choice->setChecked(seconds == FreezeAtFirst);
        group->addAction(choice);
        connect(choice, &QAction::triggered, this, [tell, seconds] { tell(seconds); });
    }
    tell(FreezeAtFirst);
    length->setExplanation(tr("How long %1 is frozen.").arg(name));
    length->setMenu(menu);
    row->addWidget(length);
    connect(button, &ActionButton::ordered, this,
        [this, tier, chosen] { Q_EMIT freezeRequested(tier, *chosen); });
}

void ActionsPanel::setWriteText(const QString &text) { button(ActionId::Write)->setLabel(text); }

void ActionsPanel::setSelectedKey(const QString &shownKey)
{
    m_selectedKey = shownKey;
    tellSelected();
}

void ActionsPanel::tellSelected()
{
    auto *selected = button(ActionId::InvalidateSelected);
    selected->setHelp(
        tr("Deletes %1 from Redis. The next request for it asks Postgres.").arg(m_selectedKey));
    selected->setBlocked(!m_selectedBlocked.isEmpty() ? m_selectedBlocked
            : m_selectedKey.isEmpty() ? tr("Select a key in the list on the right first.")
                                      : QString());
}

void ActionsPanel::setBusy(ActionId action, bool busy, const QString &text)
{
    button(action)->setBusy(busy ? (text.isEmpty() ? tr("working…") : text) : QString());
}

void ActionsPanel::setBlocked(ActionId action, const QString &reason)
{
    if (action == ActionId::InvalidateSelected) {
        m_selectedBlocked = reason;
        tellSelected();
    } else {
        button(action)->setBlocked(reason);
    }
}

void ActionsPanel::setCompact(bool compact)
{
    for (const auto &[id, button] : m_buttons)
        button->setCompact(compact);
    const int between = compact ? 3 : Between;
    layout()->setSpacing(between);
    for (auto *rows : findChildren<QVBoxLayout *>())
        rows->setSpacing(between);
}

void ActionsPanel::setRestartReason(const QString &reason)
{
    m_restartReason->setText(reason);
    m_restartReason->setVisible(!reason.isEmpty());
    m_restarts->setVisible(reason.isEmpty());
}

} // namespace tierlens
