// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/keyspanel.h"

#include "core/durationtext.h"
#include "models/keymodel.h"
#include "panels/keydetails.h"
#include "panels/keysview.h"
#include "parts/pill.h"
#include "store/silence.h"
#include "theme/theme.h"

#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMetaEnum>
#include <QTime>
#include <QVBoxLayout>

#include <algorithm>

namespace tierlens {

namespace {
QString nameOf(KeyModel::Sort sort)
{
    return QLatin1String(QMetaEnum::fromType<KeyModel::Sort>().valueToKey(static_cast<int>(sort)));
}
} // namespace

KeysPanel::KeysPanel(const Store &store, const QString &keyPrefix, QWidget *parent)
    : QFrame(parent)
    , m_store(store)
    , m_model(new KeyModel(store.keys(), keyPrefix, this))
    , m_view(new KeysView(*m_model, this))
    , m_details(new KeyDetails(this))
    , m_count(new QLabel(this))
    , m_sort(new Pill({}, this))
    , m_filter(new QLineEdit(this))
{
    setProperty("role", QStringLiteral("panel"));
    setAccessibleName(tr("Keys"));
    setProperty("helpTopic", QStringLiteral("keys-panel"));
    auto *title = new QLabel(tr("Keys"), this);
    title->setFont(theme().title());
    m_count->setFont(theme().text13());
    m_count->setProperty("role", QStringLiteral("dim"));
    m_sort->setFrameless(true);
    m_sort->setQuiet(true);
    m_filter->setAccessibleName(tr("Filter keys"));
    setSamplePattern(QStringLiteral("profile:*"));
    m_filter->setClearButtonEnabled(true);
    buildSortMenu();

    auto *head = new QHBoxLayout;
    head->setContentsMargins(16, 8, 10, 0);
    head->addWidget(title);
    head->addSpacing(6);
    head->addWidget(m_count, 1);
    head->addWidget(m_sort);
    auto *filterRow = new QHBoxLayout;
    filterRow->setContentsMargins(14, 2, 14, 8);
    filterRow->addWidget(m_filter);
    auto *rule = new QFrame(this);
    rule->setFrameShape(QFrame::HLine);
    rule->setFrameShadow(QFrame::Plain);
    rule->setForegroundRole(QPalette::Mid);
    auto *ruleRow = new QHBoxLayout;
    ruleRow->setContentsMargins(14, 0, 14, 0);
    ruleRow->addWidget(rule);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    column->addLayout(head);
    column->addLayout(filterRow);
    column->addWidget(m_view, 1);
    column->addLayout(ruleRow);
    column->addWidget(m_details);
    setTabOrder(m_sort, m_filter);
    setTabOrder(m_filter, m_view);

    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_view->keepPlace([&] { m_model->setFilter(text); });
        updateTexts(m_textsAt);
    });
    connect(m_view, &KeysView::selectedKeyChanged, this, [this] {
        updateTexts(m_textsAt);
        Q_EMIT selectionChanged(selectedKey());
    });
    connect(m_view, &KeysView::copyRequested, this, &KeysPanel::copyKey);
    connect(m_view, &QWidget::customContextMenuRequested, this, &KeysPanel::openMenu);
    connect(
        m_details, &KeyDetails::invalidate, this, [this] { Q_EMIT invalidateKey(selectedKey()); });
    connect(m_details, &KeyDetails::expireNow, this, [this] { Q_EMIT expireKey(selectedKey()); });
    connect(m_details, &KeyDetails::refresh, this, [this] { Q_EMIT refreshKey(selectedKey()); });
    connect(m_details, &KeyDetails::plan, this, [this] { Q_EMIT planKey(selectedKey()); });
    updateTexts({});
}

KeysPanel::~KeysPanel() = default;

void KeysPanel::buildSortMenu()
{
    const std::pair<KeyModel::Sort, QString> sorts[] = {
        {KeyModel::Sort::SoonestToExpire, tr("soonest to expire")},
        {KeyModel::Sort::Name, tr("name")},
        {KeyModel::Sort::MostHits, tr("most hits")},
        {KeyModel::Sort::Largest, tr("largest")},
        {KeyModel::Sort::Newest, tr("newest")},
    };
    auto *menu = new QMenu(m_sort);
    auto *group = new QActionGroup(menu);
    for (const auto &[sort, text] : sorts) {
        auto *action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(sort == m_model->order());
        group->addAction(action);
        m_orders[nameOf(sort)] = action;
        connect(action, &QAction::triggered, this, [this, sort = sort, text = text] {
            m_sort->setLabel(text);
            m_sort->setAccessibleName(tr("Order of the keys: %1").arg(text));
            m_view->keepPlace([&] { m_model->setSort(sort); });
        });
    }
    m_sort->setLabel(sorts[0].second);
    m_sort->setAccessibleName(tr("Order of the keys: %1").arg(sorts[0].second));
    m_sort->setExplanation(tr("In which order the keys are listed."));
    m_sort->setMenu(menu);
}

void KeysPanel::refresh(SinceStart now)
{
    if (!isVisible())
        return;
    const auto &redis = m_store.servers().redis();
    m_model->setRedisPersists(redis && redis->persists);
    const auto &servers = m_store.servers();
    m_model->setSilent(isSilent(servers.server(Tier::Redis)));
    m_view->refresh(
        now, m_model->isSilent() ? std::min(now, servers.server(Tier::Redis).since) : now);
    if (now - m_textsAt >= KeysView::PaintEvery)
        updateTexts(now);
}

void KeysPanel::updateTexts(SinceStart now)
{
    m_textsAt = now;
    const auto all = m_store.keys().rows().size();
    const bool filtered = !m_model->filter().isEmpty();
    auto count = filtered
        ? tr("%1 of %2")
              .arg(countText(static_cast<std::uint64_t>(m_model->rowCount())), countText(all))
        : countText(all);
    m_count->setToolTip({});
    if (m_model->isSilent()) {
        const auto ago
            = std::chrono::duration_cast<std::chrono::milliseconds>(now - m_model->now());
        count += tr(" · as of %1")
                     .arg(QTime::currentTime()
                              .addMSecs(-static_cast<int>(ago.count()))
                              .toString(QStringLiteral("HH:mm:ss")));
        m_count->setToolTip(tr("Redis does not answer: what it has dropped since then, nobody can "
                               "know."));
    } else if (m_view->isHeld() && m_model->isOutdated()) {
        count += tr(" · order held");
    }
    if (count != m_count->text())
        m_count->setText(count);
    m_view->setEmptyText(all == 0
            ? tr("Redis holds no keys of this scenario now. They appear with the first answers.")
            : tr("No key matches “%1”.\nClear the filter to see all %2.")
                  .arg(m_model->filter(), countText(all)));
    const auto &key = m_view->selectedKey();
    m_details->setKey(QString::fromStdString(key), m_model->shown(key), m_store.keys().find(key),
        m_model->isSilent() ? m_model->now() : now);
}

QString KeysPanel::selectedKey() const { return QString::fromStdString(m_view->selectedKey()); }

void KeysPanel::selectKey(const QString &key) { m_view->selectKey(key.toStdString()); }

void KeysPanel::setBlocked(const QString &reason)
{
    m_blocked = reason;
    m_details->setBlocked(reason);
}

void KeysPanel::setSamplePattern(const QString &pattern)
{
    m_filter->setPlaceholderText(tr("Filter: %1").arg(pattern));
    m_filter->setToolTip(
        tr("Any part of the name, or a pattern as Redis knows it: %1").arg(pattern));
}

void KeysPanel::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

QString KeysPanel::order() const { return nameOf(m_model->order()); }

void KeysPanel::setOrder(const QString &order)
{
    if (const auto found = m_orders.find(order); found != m_orders.end())
        found->second->trigger();
}

void KeysPanel::copyKey()
{
    if (!selectedKey().isEmpty())
        QApplication::clipboard()->setText(selectedKey());
}

void KeysPanel::openMenu(const QPoint &at)
{
    const auto key = selectedKey();
    if (key.isEmpty())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    // The key is remembered: rows, and with them the selection, go on while the menu is open.
    connect(menu->addAction(tr("Copy key\tCtrl+C")), &QAction::triggered, this,
        [key] { QApplication::clipboard()->setText(key); });
    menu->addSeparator();
    const bool live = m_store.keys().find(key.toStdString()) != nullptr;
    const auto add = [&](const QString &text, auto signal, bool possible) {
        auto *action = menu->addAction(text);
        action->setEnabled(possible && m_blocked.isEmpty());
        connect(action, &QAction::triggered, this, [this, key, signal] {
            Q_EMIT(this->*signal)(key);
        });
    };
    add(tr("Invalidate"), &KeysPanel::invalidateKey, live);
    add(tr("Expire now"), &KeysPanel::expireKey, live);
    add(tr("Refresh"), &KeysPanel::refreshKey, true);
    connect(menu->addAction(tr("Plan")), &QAction::triggered, this,
        [this, key] { Q_EMIT planKey(key); });
    menu->popup(m_view->viewport()->mapToGlobal(at));
}

} // namespace tierlens
