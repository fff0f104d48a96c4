// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/connectiondialog.h"

#include "connect/addresspage.h"
#include "connect/checkresults.h"
#include "connect/colorchoice.h"
#include "connect/environmentbadge.h"
#include "connect/fieldrow.h"
#include "connect/restartfield.h"
#include "connections/addresssecrets.h"
#include "connections/connectionlist.h"
#include "connections/route.h"
#include "connections/secrets.h"
#include "core/whendone.h"
#include "parts/pill.h"
#include "parts/scrolled.h"
#include "theme/theme.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace tierlens {

namespace {
constexpr Environment Environments[]
    = {Environment::Production, Environment::Development, Environment::Sandbox};
} // namespace

ConnectionDialog::ConnectionDialog(const Connection &connection, Secrets &secrets, QWidget *parent)
    : QDialog(parent)
    , m_was(connection)
    , m_secrets(secrets)
    , m_name(new QLineEdit(connection.name, this))
    , m_environment(new QComboBox(this))
    , m_meaning(dimText({}, this))
    , m_color(new ColorChoice(this))
    , m_redis(new AddressPage(Tier::Redis, this))
    , m_postgres(new AddressPage(Tier::Postgres, this))
    , m_restartRedis(new RestartField(
          tr("Restart Redis"), QStringLiteral("ssh cache-1 sudo -n systemctl restart redis"), this))
    , m_restartPostgres(new RestartField(tr("Restart Postgres"),
          QStringLiteral("ssh db-1 sudo -n systemctl restart postgresql"), this))
    , m_tabs(new QWidget(this))
    , m_pages(new QStackedWidget(this))
    , m_results(new CheckResults)
    , m_keep(new QCheckBox(tr("Keep passwords in the system's keychain"), this))
    , m_why(dimText({}, this))
    , m_test(new QPushButton(tr("Test"), this))
    , m_save(new QPushButton(tr("Save"), this))
    , m_watch(new QPushButton(tr("Save and watch"), this))
{
    setObjectName(QStringLiteral("connectionDialog"));
    setProperty("helpTopic", QStringLiteral("connection"));
    setWindowTitle(connection.id.isEmpty() ? tr("New connection") : tr("Edit connection"));
    setAttribute(Qt::WA_DeleteOnClose);
    if (m_was.id.isEmpty())
        m_was.id = ConnectionList::newId();
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(20, 16, 20, 14);
    rows->setSpacing(10);
    rows->addWidget(buildHead());
    auto *tabs = new QHBoxLayout(m_tabs);
    tabs->setContentsMargins(0, 0, 0, 0);
    tabs->setSpacing(6);
    tabs->addStretch();
    new QButtonGroup(m_tabs);
    rows->addWidget(m_tabs);
    rows->addWidget(m_pages, 3);
    addPage(tr("Redis"), scrolled(m_redis, this));
    addPage(tr("Postgres"), scrolled(m_postgres, this));
    addPage(tr("Restarts"), buildCommands());
    m_resultArea = scrolled(m_results, this);
    m_resultArea->hide();
    rows->addWidget(m_resultArea);
    buildFoot(rows);
    resize(660, 720);

    m_redis->setAddress(connection.redis);
    m_redis->setTunnel(connection.redisTunnel);
    m_postgres->setAddress(connection.postgres);
    m_postgres->setTunnel(connection.postgresTunnel);
    m_color->setColor(connection.color);
    m_restartRedis->setKept(connection.restartRedis);
    m_restartPostgres->setKept(connection.restartPostgres);
    fillSecrets();
    connect(m_redis, &AddressPage::edited, this, &ConnectionDialog::check);
    connect(m_postgres, &AddressPage::edited, this, &ConnectionDialog::check);
    connect(m_restartRedis, &RestartField::edited, this, &ConnectionDialog::check);
    connect(m_restartPostgres, &RestartField::edited, this, &ConnectionDialog::check);
    connect(m_name, &QLineEdit::textChanged, this, &ConnectionDialog::check);
    tellEnvironment();
    check();
    m_name->setFocus();
}

ConnectionDialog::~ConnectionDialog() = default;

QWidget *ConnectionDialog::buildHead()
{
    auto *head = new QWidget(this);
    auto *grid = new QGridLayout(head);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(14);
    grid->setVerticalSpacing(6);
    m_name->setObjectName(QStringLiteral("name"));
    m_name->setPlaceholderText(QStringLiteral("shop-prod"));
    m_nameRow = new FieldRow(tr("Name"), m_name, head);
    for (const auto one : Environments)
        m_environment->addItem(environmentName(one));
    m_environment->setObjectName(QStringLiteral("environment"));
    m_environment->setCurrentIndex(static_cast<int>(m_was.environment));
    connect(
        m_environment, &QComboBox::currentIndexChanged, this, &ConnectionDialog::tellEnvironment);
    m_meaning->setFont(theme().small());
    grid->addWidget(m_nameRow, 0, 0);
    grid->addWidget(new FieldRow(tr("Environment"), m_environment, head), 0, 1);
    grid->addWidget(new FieldRow(tr("Colour"), m_color, head), 0, 2);
    grid->addWidget(m_meaning, 1, 0, 1, 3);
    grid->setColumnStretch(0, 1);
    return head;
}

QWidget *ConnectionDialog::buildCommands()
{
    auto *page = new QWidget(this);
    auto *rows = new QVBoxLayout(page);
    rows->setContentsMargins(0, 4, 12, 4);
    rows->setSpacing(10);
    rows->addWidget(dimText(tr("How these servers are restarted. Kept, and run only when you order "
                               "a restart; never on a read-only connection. Leave passwords out of "
                               "it: it is saved as it stands here."),
        page));
    rows->addWidget(m_restartRedis);
    rows->addWidget(m_restartPostgres);
    rows->addStretch();
    return page;
}

void ConnectionDialog::addPage(const QString &name, QWidget *page)
{
    auto *tab = new Pill(name, m_tabs);
    tab->setCheckable(true);
    const int index = m_pages->addWidget(page);
    tab->setChecked(index == 0);
    auto *row = qobject_cast<QHBoxLayout *>(m_tabs->layout());
    row->insertWidget(index, tab);
    m_tabs->findChild<QButtonGroup *>()->addButton(tab, index);
    connect(
        tab, &QAbstractButton::clicked, this, [this, index] { m_pages->setCurrentIndex(index); });
}

void ConnectionDialog::buildFoot(QVBoxLayout *rows)
{
    m_keep->setChecked(Secrets::hasKeychain());
    m_keep->setVisible(Secrets::hasKeychain());
    rows->addWidget(m_keep);
    if (!Secrets::hasKeychain())
        rows->addWidget(dimText(tr("This build has no keychain: passwords are kept only until "
                                   "Tierlens ends, and asked for again."),
            this));
    auto *cancel = new QPushButton(tr("Cancel"), this);
    m_test->setObjectName(QStringLiteral("test"));
    m_save->setObjectName(QStringLiteral("save"));
    m_watch->setObjectName(QStringLiteral("watch"));
    m_watch->setProperty("role", QStringLiteral("primary"));
    m_test->setAutoDefault(false);
    cancel->setAutoDefault(false);
    m_save->setAutoDefault(false);
    m_watch->setDefault(true);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_test);
    buttons->addWidget(m_why, 1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_save);
    buttons->addWidget(m_watch);
    rows->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_test, &QPushButton::clicked, this, &ConnectionDialog::test);
    connect(m_save, &QPushButton::clicked, this, [this] { save(false); });
    connect(m_watch, &QPushButton::clicked, this, [this] { save(true); });
}

void ConnectionDialog::tellEnvironment()
{
    const auto chosen = Environments[std::max(0, m_environment->currentIndex())];
    m_meaning->setText(environmentMeaning(chosen));
    Connection plain;
    plain.environment = chosen;
    m_color->setUsual(colorOf(plain));
}

// What is kept apart is put into the password fields, unless somebody is quicker.
void ConnectionDialog::fillSecrets()
{
    for (const auto tier : {Tier::Redis, Tier::Postgres}) {
        auto *page = tier == Tier::Redis ? m_redis : m_postgres;
        if (page->isEmpty())
            continue;
        const auto before = page->address();
        whenDone(m_secrets.read(secretName(m_was.id, tier == Tier::Redis)), this,
            [page, on = tier, before](const QString &packed) {
                const auto whole = withSecrets(on, before, AddressSecrets::unpacked(packed));
                if (whole && page->address() == before)
                    page->setAddress(*whole);
            });
    }
}

void ConnectionDialog::check()
{
    const bool hasServer = !m_redis->isEmpty() || !m_postgres->isEmpty();
    const bool isRight = m_redis->isRight() && m_postgres->isRight();
    const bool canRestart = m_restartRedis->isRight() && m_restartPostgres->isRight();
    m_nameRow->setProblem(m_name->text().trimmed().isEmpty() && m_name->isModified()
            ? tr("Give it a name.")
            : QString());
    m_test->setEnabled(hasServer && isRight && m_testing == 0);
    m_save->setEnabled(hasServer && isRight && canRestart && !m_name->text().trimmed().isEmpty());
    m_watch->setEnabled(m_save->isEnabled());
    const auto why = !hasServer              ? tr("Name a Redis or a Postgres first.")
        : !isRight                           ? tr("An address is not right yet.")
        : !canRestart                        ? tr("What restarts a server is not right yet.")
        : m_name->text().trimmed().isEmpty() ? tr("Give it a name.")
                                             : QString();
    m_why->setText(why);
    // Where it is wrong, also when that page is not the one in sight.
    const auto mark = [this](int tab, const QString &name, bool isRightThere) {
        auto *pill = qobject_cast<Pill *>(m_tabs->findChild<QButtonGroup *>()->button(tab));
        pill->setLabel(isRightThere ? name : QStringLiteral("✕ ") + name);
    };
    mark(0, tr("Redis"), m_redis->isRight());
    mark(1, tr("Postgres"), m_postgres->isRight());
    mark(2, tr("Restarts"), canRestart);
}

Connection ConnectionDialog::connection() const
{
    auto connection = m_was;
    connection.name = m_name->text().trimmed();
    connection.environment = Environments[std::max(0, m_environment->currentIndex())];
    connection.color = m_color->color();
    const auto plain = [](Tier tier, const AddressPage *page) {
        const auto parts = withoutSecrets(tier, page->address());
        return parts ? parts->address : QString();
    };
    connection.redis = plain(Tier::Redis, m_redis);
    connection.postgres = plain(Tier::Postgres, m_postgres);
    connection.redisTunnel = m_redis->tunnel();
    connection.postgresTunnel = m_postgres->tunnel();
    connection.restartRedis = m_restartRedis->kept();
    connection.restartPostgres = m_restartPostgres->kept();
    return connection;
}

void ConnectionDialog::test()
{
    m_results->clear();
    m_resultArea->show();
    fitResults();
    m_test->setText(tr("Testing…"));
    m_testing = (m_redis->isEmpty() ? 0 : 1) + (m_postgres->isEmpty() ? 0 : 1);
    const int generation = ++m_tested;
    check();
    m_route = std::make_unique<Route>(connection(), m_redis->address(), m_postgres->address());
    connect(m_route.get(), &Route::failed, this, [this](Tier tier, const Error &error) {
        m_testing = 1;
        testEnded({tier, false, false,
            {{CheckLine::State::Failed, QString::fromStdString(error.text), {}}}});
    });
    connect(m_route.get(), &Route::opened, this,
        [this, generation](const QString &redis, const QString &postgres) {
            for (const auto &[tier, address] :
                {std::pair{Tier::Redis, redis}, std::pair{Tier::Postgres, postgres}}) {
                if (address.isEmpty())
                    continue;
                whenDone(checkConnection(tier, address), this,
                    [this, generation](const ConnectionCheck &found) {
                        if (generation == m_tested)
                            testEnded(found);
                    });
            }
        });
    m_route->open();
}

// As tall as what was found, so that the form keeps its place; more than that scrolls.
void ConnectionDialog::fitResults()
{
    const int needed = m_results->layout()->totalHeightForWidth(m_results->width());
    m_resultArea->setFixedHeight(std::clamp(needed, 20, std::max(20, height() * 2 / 5)));
}

void ConnectionDialog::resizeEvent(QResizeEvent *event)
{
    QDialog::resizeEvent(event);
    fitResults();
}

void ConnectionDialog::testEnded(const ConnectionCheck &found)
{
    m_results->add(found);
    // Once the new lines are shown; until then they have no height.
    QMetaObject::invokeMethod(this, &ConnectionDialog::fitResults, Qt::QueuedConnection);
    if (--m_testing > 0)
        return;
    m_testing = 0;
    m_test->setText(tr("Test"));
    // The tunnel is in the middle of telling this.
    if (m_route)
        m_route.release()->deleteLater();
    check();
}

void ConnectionDialog::save(bool watch)
{
    const auto kept = connection();
    for (const auto tier : {Tier::Redis, Tier::Postgres}) {
        const auto *page = tier == Tier::Redis ? m_redis : m_postgres;
        const auto name = secretName(kept.id, tier == Tier::Redis);
        const auto parts = withoutSecrets(tier, page->address());
        const bool forLong = Secrets::hasKeychain() && m_keep->isChecked();
        if (!forLong || !parts || parts->secrets.isEmpty())
            (void)m_secrets.remove(name);
        if (parts && !parts->secrets.isEmpty())
            (void)m_secrets.write(name, parts->secrets.packed(), forLong);
    }
    Q_EMIT saved(kept);
    if (watch)
        Q_EMIT watchRequested(kept, m_redis->address(), m_postgres->address());
    accept();
}

} // namespace tierlens
