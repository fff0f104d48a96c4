// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/keyswindow.h"

#include "keyspace/filterbar.h"
#include "keyspace/invalidationrun.h"
#include "keyspace/keylist.h"
#include "keyspace/keystitle.h"
#include "keyspace/keytree.h"
#include "keyspace/noticebar.h"
#include "keyspace/scanbar.h"
#include "keyvalue/valuepanel.h"
#include "theme/theme.h"

#include <QCloseEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMetaMethod>
#include <QPainter>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace tierlens {

using namespace std::chrono_literals;
using ScanState = KeyScanProgress::State;

namespace {
constexpr auto TreeEvery = 1s; // while keys are being found
constexpr auto LookEvery = 10s; // at the rows somebody is reading
} // namespace

KeysWindow::KeysWindow(const LiveServers &servers, WatchSession *session, QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_servers(servers)
    , m_session(session)
{
    const auto &name = servers.connection.name;
    setWindowTitle(name.isEmpty() ? tr("Keys") + QStringLiteral(" – Tierlens")
                                  : tr("Keys of %1").arg(name) + QStringLiteral(" – Tierlens"));
    setProperty("helpTopic", QStringLiteral("keys-window"));
    buildParts();
    connectParts();
    setMayChange(servers.mayChange);
    m_scan->setBudget(m_browser.budget());
    showProgress();
    showFoot();
    resize(1280, 800);
    m_filter->focusPattern();
    start();
}

KeysWindow::~KeysWindow() = default;

InvalidationRun *KeysWindow::invalidation() const { return m_run; }

void KeysWindow::buildParts()
{
    m_title = new KeysTitle(m_servers.connection, this);
    m_filter = new KeyFilterBar(this);
    m_scan = new ScanBar(this);
    m_list = new KeyList({[this] { return m_browser.rowCount(); },
        [this](std::size_t row) { return m_browser.indexAt(row); },
        [this](std::size_t row) { return m_browser.rowAt(row); }});
    m_tree = new KeyTree;
    m_views = new QStackedWidget;
    m_views->addWidget(m_list);
    m_views->addWidget(m_tree);
    m_value = new KeyValuePanel(
        [redis = m_servers.redis](int database, const std::string &key,
            const KeyValueLimits &limits) { return readKeyValue(redis, database, key, limits); });
    m_notice = new NoticeBar(this);
    m_invalidate = new QPushButton(this);
    m_foot = new QLabel(this);
    m_filter->setProperty("helpTopic", QStringLiteral("key-filter"));
    m_scan->setProperty("helpTopic", QStringLiteral("key-search"));
    m_value->setProperty("helpTopic", QStringLiteral("key-facts"));
    for (QWidget *part : {static_cast<QWidget *>(m_invalidate), static_cast<QWidget *>(m_foot)})
        part->setProperty("helpTopic", QStringLiteral("blast-radius"));
    m_foot->setWordWrap(true);
    m_foot->setFont(theme().small());
    m_foot->setProperty("role", QStringLiteral("dim"));
    m_foot->setTextFormat(Qt::PlainText);

    auto *top = new QFrame(this);
    top->setProperty("role", QStringLiteral("panel"));
    auto *search = new QVBoxLayout(top);
    search->setContentsMargins(14, 12, 14, 12);
    search->setSpacing(10);
    search->addWidget(m_filter);
    search->addWidget(m_scan);
    auto *left = new QFrame;
    left->setProperty("role", QStringLiteral("panel"));
    auto *keys = new QVBoxLayout(left);
    keys->setContentsMargins(4, 4, 4, 12);
    keys->setSpacing(8);
    keys->addWidget(m_views, 1);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(12, 0, 12, 0);
    foot->setSpacing(12);
    foot->addWidget(m_invalidate);
    foot->addWidget(m_foot, 1);
    keys->addLayout(foot);
    auto *sides = new QSplitter(Qt::Horizontal, this);
    sides->addWidget(left);
    sides->addWidget(m_value);
    sides->setStretchFactor(0, 62);
    sides->setStretchFactor(1, 38);
    sides->setChildrenCollapsible(false);
    sides->setHandleWidth(12);
    sides->setSizes({780, 460});
    m_value->setMinimumWidth(340);
    left->setMinimumWidth(480);
    auto *middle = new QVBoxLayout;
    middle->setContentsMargins(12, 12, 12, 12);
    middle->setSpacing(12);
    middle->addWidget(top);
    middle->addWidget(sides, 1);
    middle->addWidget(m_notice);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_title);
    column->addLayout(middle, 1);
    m_treeDue.setSingleShot(true);
}

void KeysWindow::connectParts()
{
    connect(&m_browser, &KeyBrowser::progressed, this, &KeysWindow::showProgress);
    connect(&m_browser, &KeyBrowser::viewChanged, this, &KeysWindow::showView);
    connect(&m_browser, &KeyBrowser::rowsChanged, m_list, &KeyList::refreshValues);
    connect(&m_browser, &KeyBrowser::branchesFound, m_tree,
        [this](
            const std::string &prefix, const std::vector<KeyBranch> &branches, std::size_t left) {
            m_tree->setBranches(prefix, branches, left);
            showFoot();
        });
    connect(m_tree, &KeyTree::branchAsked, this,
        [this](const std::string &prefix) { m_browser.askBranches(prefix); });
    connect(m_filter, &KeyFilterBar::filterChanged, this, [this] {
        m_browser.setFilter(m_filter->filter());
        m_list->setEmptyText(emptyText());
        showFoot();
    });
    connect(m_filter, &KeyFilterBar::separatorChanged, this, [this] {
        m_browser.setSeparator(m_filter->separator());
        m_tree->clear();
        askTree();
    });
    connect(m_filter, &KeyFilterBar::lookChanged, this, [this] {
        m_views->setCurrentWidget(
            m_filter->isTree() ? static_cast<QWidget *>(m_tree) : static_cast<QWidget *>(m_list));
        askTree();
        showChosen();
    });
    connect(m_list, &KeyList::orderChanged, this, [this] { m_browser.setOrder(m_list->order()); });
    connect(m_list, &KeyList::chosenChanged, this, &KeysWindow::showChosen);
    connect(m_tree, &KeyTree::chosenChanged, this, &KeysWindow::showChosen);
    connect(m_list, &PaintedRows::rested, this, &KeysWindow::look);
    connect(&m_lookAgain, &QTimer::timeout, this, &KeysWindow::look);
    m_lookAgain.start(LookEvery);
    connect(m_scan, &ScanBar::budgetChosen, this, [this](double duty, bool sizes) {
        auto budget = m_browser.budget();
        budget.duty = duty;
        budget.sizes = sizes;
        m_browser.setBudget(budget);
        showProgress();
    });
    connect(m_scan, &ScanBar::pauseRequested, this, &KeysWindow::setPaused);
    connect(m_scan, &ScanBar::restartRequested, this, &KeysWindow::start);
    connect(m_title, &KeysTitle::changesRequested, this, &KeysWindow::changesRequested);
    connect(m_invalidate, &QAbstractButton::clicked, this, &KeysWindow::openInvalidation);
    connect(m_list, &KeyList::deleteRequested, this, &KeysWindow::deleteChosen);
    connect(m_tree, &KeyTree::deleteRequested, this, &KeysWindow::deleteChosen);
    connect(m_value, &KeyValuePanel::deleteRequested, this, &KeysWindow::deleteChosen);
    connect(m_notice, &NoticeBar::over, this, [this](bool hadOffer) {
        if (hadOffer)
            m_undo.clear();
        else
            offerUndo(); // a message was in its place
    });
    connect(&m_treeDue, &QTimer::timeout, this, [this] {
        if (m_filter->isTree())
            m_tree->askAgain();
    });
    const auto add = [this](const QKeySequence &keys, auto what) {
        connect(new QShortcut(keys, this), &QShortcut::activated, this, what);
    };
    add(QKeySequence::Find, [this] { m_filter->focusPattern(); });
    add(QKeySequence::Refresh, [this] { start(); });
    add(QKeySequence::Close, [this] { close(); });
    add(QKeySequence(Qt::CTRL | Qt::Key_T), [this] { m_filter->setTree(!m_filter->isTree()); });
}

void KeysWindow::start()
{
    if (m_servers.redis.isEmpty()) {
        showProgress();
        return;
    }
    const auto budget = m_browser.budget();
    // Indices of the old table mean nothing in the new one.
    m_list->choose({});
    m_tree->clear();
    m_browser.start(m_servers.redis, budget);
    showView();
    showProgress();
}

void KeysWindow::setPaused(bool paused)
{
    if (paused)
        m_browser.pause();
    else if (m_browser.progress().state == ScanState::Failed && m_browser.progress().found == 0)
        start();
    else
        m_browser.resume();
    showProgress();
}

void KeysWindow::showView()
{
    showProgress();
    m_list->refresh();
    askTree();
    showFoot();
}

void KeysWindow::showProgress()
{
    m_scan->setProgress(m_browser.progress(), m_browser.budget(), m_browser.rowCount(),
        !m_filter->filter().pattern.empty() || m_filter->hasMoreThanPattern());
    m_scan->setEnabled(!m_servers.redis.isEmpty());
    m_list->setEmptyText(emptyText());
    m_tree->setEmptyText(emptyText());
}

void KeysWindow::askTree()
{
    if (m_filter->isTree() && !m_treeDue.isActive())
        m_treeDue.start(m_tree->shownRows() == 0 ? 0ms : TreeEvery);
}

void KeysWindow::look()
{
    if (m_filter->isTree() || !isVisible() || isMinimized() || m_browser.rowCount() == 0)
        return;
    m_browser.look(m_list->visibleKeys());
}

QString KeysWindow::emptyText() const
{
    const auto &progress = m_browser.progress();
    if (m_servers.redis.isEmpty())
        return tr("This connection has no Redis.");
    if (progress.state == ScanState::Failed && progress.found == 0) {
        auto text = QString::fromStdString(progress.error.text);
        if (progress.error.kind == ErrorKind::Denied)
            text += QLatin1Char('\n')
                + tr("To list keys, the user of this connection has to be allowed SCAN, DBSIZE, "
                     "TYPE and PTTL, and MEMORY USAGE for sizes.");
        return text + QLatin1Char('\n') + tr("“Try again” above begins anew.");
    }
    if (progress.found == 0)
        return progress.state == ScanState::Done ? tr("This Redis holds no keys.")
                                                 : tr("Looking for keys…");
    if (m_browser.isViewBusy())
        return tr("Filtering…");
    return progress.state == ScanState::Done ? tr("No key matches the filter.")
                                             : tr("No key found so far matches the filter.");
}

QString KeysWindow::changeProblem() const
{
    if (m_servers.mayChange)
        return {};
    return isSignalConnected(QMetaMethod::fromSignal(&KeysWindow::changesRequested))
        ? tr("%1 is read-only. Press “Allow changes…” at the top first.")
              .arg(m_servers.connection.name)
        : tr("%1 is read-only. Changes have to be allowed for this connection first.")
              .arg(m_servers.connection.name);
}

void KeysWindow::setMayChange(bool mayChange)
{
    m_servers.mayChange = mayChange;
    m_title->setMayChange(mayChange);
    m_value->setChangeProblem(changeProblem());
    if (m_run)
        m_run->setChangeProblem(changeProblem());
    if (!mayChange)
        m_notice->withdraw(); // all that it offers writes, or follows from that
    else if (m_notice->text().isEmpty())
        offerUndo();
    showFoot();
}

void KeysWindow::showPattern(const QString &pattern) { m_filter->setPattern(pattern); }

void KeysWindow::connectNotify(const QMetaMethod &signal)
{
    if (signal != QMetaMethod::fromSignal(&KeysWindow::changesRequested) || !m_title)
        return;
    m_title->setCanAsk(true);
    setMayChange(m_servers.mayChange);
}

void KeysWindow::disconnectNotify(const QMetaMethod &signal)
{
    if (signal == QMetaMethod::fromSignal(&KeysWindow::changesRequested))
        m_title->setCanAsk(
            isSignalConnected(QMetaMethod::fromSignal(&KeysWindow::changesRequested)));
}

void KeysWindow::closeEvent(QCloseEvent *event)
{
    if (!m_run || !m_run->isDeleting()) {
        event->accept();
        return;
    }
    // Closing would stop it half-way without a word on how far it came.
    event->ignore();
    m_notice->tell(tr("Keys are being deleted. Stop that first, or wait for its end."), true);
}

void KeysWindow::paintEvent(QPaintEvent *) { QPainter(this).fillRect(rect(), theme().background); }

} // namespace tierlens
