// SPDX-License-Identifier: GPL-3.0-or-later
#include "restarts/drillsdialog.h"

#include "core/onworker.h"
#include "core/whendone.h"
#include "live/watchsession.h"
#include "restarts/dialogparts.h"
#include "restarts/drillform.h"
#include "restarts/drillrun.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

namespace tierlens {

DrillsDialog::DrillsDialog(const LiveServers &servers, WatchSession *session, QWidget *parent)
    : QDialog(parent)
    , m_servers(servers)
    , m_session(session)
    , m_leftFrame(new QFrame(this))
    , m_leftText(plainLabel({}, m_leftFrame))
    , m_putBackRefusal(plainLabel({}, m_leftFrame))
    , m_putBack(new QPushButton(tr("Put it back"), m_leftFrame))
    , m_forget(new QPushButton(tr("Forget it"), m_leftFrame))
    , m_list(new QListWidget(this))
    , m_name(plainLabel({}, this))
    , m_does(plainLabel({}, this))
    , m_shows(plainLabel({}, this))
    , m_undone(plainLabel({}, this))
    , m_reason(plainLabel({}, this))
    , m_form(new DrillForm(this))
    , m_progress(new QProgressBar(this))
    , m_progressText(dimLabel({}, this))
    , m_result(plainLabel({}, this))
    , m_start(new QPushButton(tr("Start"), this))
    , m_close(new QPushButton(this))
{
    setObjectName(QStringLiteral("drillsDialog"));
    setWindowTitle(tr("Fault drills"));
    setProperty("helpTopic", QStringLiteral("drills"));
    m_form->setProperty("helpTopic", QStringLiteral("drill-settings"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 18, 20, 16);
    column->setSpacing(10);
    buildLeft(column);
    m_list->setObjectName(QStringLiteral("drills"));
    m_list->setProperty("role", QStringLiteral("choices"));
    m_list->setFixedWidth(260);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setStyleSheet(
        QStringLiteral("QListWidget::item:selected { background: %1; color: %2; } "
                       "QListWidget::item:disabled { color: %3; }")
            .arg(blend(theme().panel, theme().app, 0.30).name(), theme().text.name(),
                theme().dim.name()));
    m_list->setAccessibleName(tr("Drills"));
    for (const auto kind : AllDrills)
        new QListWidgetItem(drillText(kind).name, m_list);
    auto *middle = new QHBoxLayout;
    middle->setSpacing(18);
    middle->addWidget(m_list);
    middle->addWidget(buildDrill(), 1);
    column->addLayout(middle, 1);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_close);
    buttons->addWidget(m_start);
    column->addLayout(buttons);
    resize(860, 560);

    connect(m_list, &QListWidget::currentRowChanged, this, &DrillsDialog::choose);
    connect(m_form, &DrillForm::changed, this, &DrillsDialog::showState);
    connect(m_form, &DrillForm::targetsWanted, this, &DrillsDialog::listTargets);
    connect(m_start, &QPushButton::clicked, this, &DrillsDialog::start);
    connect(m_close, &QPushButton::clicked, this, &DrillsDialog::reject);
    connect(m_putBack, &QPushButton::clicked, this, &DrillsDialog::putAllBack);
    connect(m_forget, &QPushButton::clicked, this, &DrillsDialog::forget);
    setSettingsFolder({});
    offer();
    if (m_list->currentRow() < 0)
        choose(0); // says what it would be, and why it is not offered
}

DrillsDialog::~DrillsDialog() = default;

bool DrillsDialog::isRunning() const { return m_run->isRunning(); }

void DrillsDialog::setMayChange(bool may)
{
    m_servers.mayChange = may;
    if (!may)
        m_run->stop();
    offer();
    listTargets();
    showState();
}

void DrillsDialog::offer()
{
    for (int row = 0; row < m_list->count(); ++row) {
        auto *item = m_list->item(row);
        const auto refused = drillRefusal(m_servers, AllDrills[static_cast<std::size_t>(row)]);
        item->setToolTip(refused);
        constexpr auto Offered = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
        item->setFlags(refused.isEmpty() ? item->flags() | Offered : item->flags() & ~Offered);
        if (refused.isEmpty() && m_list->currentRow() < 0)
            m_list->setCurrentRow(row);
    }
}

void DrillsDialog::setSettingsFolder(const QString &folder)
{
    m_folder = folder;
    delete m_run;
    m_run = new DrillRun(folder, this);
    connect(m_run, &DrillRun::progressed, this, [this](double share, const QString &text) {
        m_progress->setValue(int(share * m_progress->maximum()));
        m_progressText->setText(text);
    });
    connect(m_run, &DrillRun::ended, this, &DrillsDialog::ended);
    // Not in a folder that is only the first of two: notes that cannot be read are told of once.
    QTimer::singleShot(0, this, [this, folder] {
        if (folder == m_folder)
            lookForLeft();
    });
}

void DrillsDialog::buildLeft(QVBoxLayout *column)
{
    auto *title = plainLabel(windowTitle(), this);
    title->setFont(theme().title());
    auto *head = new QHBoxLayout;
    head->addWidget(title, 1);
    head->addWidget(connectionLabel(m_servers.connection, this));
    column->addLayout(head);
    column->addWidget(dimLabel(
        tr("Faults made on purpose, to see how your application takes them. Watch the charts "
           "meanwhile."),
        this));
    m_leftFrame->setProperty("role", QStringLiteral("field"));
    m_leftFrame->setObjectName(QStringLiteral("left"));
    m_leftText->setObjectName(QStringLiteral("leftText"));
    m_leftText->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_putBackRefusal->setObjectName(QStringLiteral("putBackRefusal"));
    m_putBackRefusal->setFont(theme().bold13());
    m_putBack->setObjectName(QStringLiteral("putBack"));
    m_putBack->setAutoDefault(false);
    m_forget->setObjectName(QStringLiteral("forget"));
    m_forget->setProperty("role", QStringLiteral("flat"));
    m_forget->setAutoDefault(false);
    m_forget->setToolTip(tr("Leaves the setting as it is, and does not offer this again."));
    auto *row = new QHBoxLayout(m_leftFrame);
    row->setContentsMargins(12, 8, 12, 8);
    auto *texts = new QVBoxLayout;
    texts->addWidget(m_leftText);
    texts->addWidget(m_putBackRefusal);
    row->addLayout(texts, 1);
    row->addWidget(m_putBack);
    row->addWidget(m_forget);
    column->addWidget(m_leftFrame);
    m_leftFrame->hide();
}

QWidget *DrillsDialog::buildDrill()
{
    auto *drill = new QWidget(this);
    auto *rows = new QVBoxLayout(drill);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(4);
    m_name->setFont(theme().bold13());
    rows->addWidget(m_name);
    rows->addWidget(m_does);
    rows->addWidget(partHeading(tr("WHAT IT SHOWS"), drill));
    rows->addWidget(m_shows);
    rows->addWidget(partHeading(tr("HOW IT IS UNDONE"), drill));
    rows->addWidget(m_undone);
    rows->addSpacing(8);
    rows->addWidget(m_form);
    m_reason->setObjectName(QStringLiteral("reason"));
    m_reason->setFont(theme().bold13());
    rows->addWidget(m_reason);
    m_progress->setTextVisible(false);
    m_progress->setRange(0, 1000);
    rows->addWidget(m_progress);
    rows->addWidget(m_progressText);
    m_result->setObjectName(QStringLiteral("result"));
    m_result->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_result->setAccessibleName(tr("What was measured"));
    rows->addWidget(m_result);
    rows->addStretch(1);
    m_start->setObjectName(QStringLiteral("start"));
    m_start->setProperty("role", QStringLiteral("danger"));
    m_start->setAutoDefault(false);
    m_close->setObjectName(QStringLiteral("close"));
    m_close->setAutoDefault(false);
    return drill;
}

DrillKind DrillsDialog::chosen() const
{
    const auto row = static_cast<std::size_t>(std::max(m_list->currentRow(), 0));
    return AllDrills[std::min(row, AllDrills.size() - 1)];
}

void DrillsDialog::choose(int)
{
    const auto text = drillText(chosen());
    m_name->setText(text.name);
    m_does->setText(text.does);
    m_shows->setText(text.shows);
    m_undone->setText(text.undone);
    m_result->clear();
    m_form->setKind(chosen());
    listTargets();
    showState();
}

void DrillsDialog::listTargets()
{
    const auto kind = chosen();
    if (!DrillForm::needsTarget(kind) || !drillRefusal(m_servers, kind).isEmpty())
        return;
    const auto tier = drillTier(kind);
    whenDone(drillTargets(tier, tier == Tier::Redis ? m_servers.redis : m_servers.postgres), this,
        [this, kind](const DrillTargets &targets) {
            if (chosen() == kind)
                m_form->setTargets(targets);
        });
}

void DrillsDialog::start()
{
    if (!m_form->isReady())
        return;
    m_result->clear();
    m_progress->setValue(0);
    m_progressText->setText(tr("Running…"));
    if (const auto refused = m_run->start(m_servers, m_form->order()); !refused.isEmpty())
        m_result->setText(QStringLiteral("✕ ") + refused);
    showState();
}

void DrillsDialog::ended(const DrillResult &result)
{
    QStringList lines = result.measured;
    if (!result.isGood())
        lines << QStringLiteral("✕ ") + result.problem;
    m_result->setText(lines.join(QLatin1Char('\n')));
    if (result.isLeft)
        lookForLeft();
    if (DrillForm::needsTarget(chosen()))
        listTargets();
    showState();
}

// What a drill has changed and could not put back: Tierlens was killed, the server was away.
void DrillsDialog::lookForLeft()
{
    const auto server = DrillJournal::serverOf(m_servers, Tier::Redis);
    whenDone(onWorker([server, folder = m_folder] { return DrillJournal(folder).of(server); }),
        this, [this, folder = m_folder](const LeftDrills &left) {
            if (folder != m_folder)
                return;
            m_left = left.settings;
            if (!left.unread.isEmpty())
                m_unread = left.unread;
            if (!m_left.empty())
                m_leftText->setText(
                    tr("An earlier drill has set %1 to %2 and could not put it back; before it was "
                       "%3.")
                        .arg(m_left.front().setting, m_left.front().set, m_left.front().was));
            else
                m_leftText->setText(m_unread);
            showState();
        });
}

void DrillsDialog::putAllBack()
{
    if (m_left.empty() || m_isPuttingBack || !putBackRefusal(m_servers).isEmpty())
        return;
    m_isPuttingBack = true;
    showState();
    whenDone(onWorker([left = m_left.front(), folder = m_folder, servers = m_servers] {
        return putBack(servers, left, DrillJournal(folder));
    }),
        this, [this](const Result<QString> &told) {
            m_isPuttingBack = false;
            m_result->setText(
                told ? *told : QStringLiteral("✕ ") + QString::fromStdString(told.error().text));
            showState(); // another press counts already while the journal is read
            lookForLeft();
        });
}

// Of a server that was restarted since, and so has forgotten the setting by itself.
void DrillsDialog::forget()
{
    if (m_left.empty() || m_isPuttingBack)
        return;
    whenDone(onWorker([left = m_left.front(), folder = m_folder] {
        return DrillJournal(folder).remove(left);
    }),
        this, [this](const Result<Done> &gone) {
            if (!gone)
                m_result->setText(QStringLiteral("✕ ") + QString::fromStdString(gone.error().text));
            lookForLeft();
        });
}

void DrillsDialog::showState()
{
    const auto refused = drillRefusal(m_servers, chosen());
    const bool runs = isRunning();
    const bool isLeft = !m_left.empty();
    m_leftFrame->setVisible((isLeft || !m_unread.isEmpty()) && !runs);
    const auto cannotPutBack = putBackRefusal(m_servers);
    m_putBack->setVisible(isLeft);
    m_forget->setVisible(isLeft);
    m_putBack->setEnabled(cannotPutBack.isEmpty() && !m_isPuttingBack);
    m_putBack->setToolTip(cannotPutBack);
    m_putBackRefusal->setText(cannotPutBack);
    m_putBackRefusal->setVisible(isLeft && !cannotPutBack.isEmpty());
    m_forget->setEnabled(!m_isPuttingBack);
    m_reason->setText(refused);
    m_reason->setVisible(!refused.isEmpty());
    m_form->setVisible(refused.isEmpty());
    m_form->setEnabled(!runs);
    m_list->setEnabled(!runs);
    m_progress->setVisible(runs);
    m_progressText->setVisible(runs);
    m_result->setVisible(!runs && !m_result->text().isEmpty());
    m_start->setVisible(refused.isEmpty());
    m_start->setEnabled(!runs && m_form->isReady());
    m_close->setText(runs ? tr("Stop it now") : tr("Close"));
}

void DrillsDialog::reject()
{
    if (isRunning()) {
        m_run->stop();
        return;
    }
    QDialog::reject();
}

} // namespace tierlens
