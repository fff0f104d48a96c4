// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/addresspage.h"

#include "connect/fieldrow.h"
#include "connect/urifield.h"
#include "connections/route.h"
#include "connections/tunnel.h"
#include "parts/toggleswitch.h"
#include "theme/theme.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QScopedValueRollback>
#include <QVBoxLayout>

namespace tierlens {

namespace {
QLabel *heading(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setFont(theme().heading());
    label->setProperty("role", QStringLiteral("dim"));
    label->setContentsMargins(0, 8, 0, 0);
    return label;
}

QGridLayout *columns(QVBoxLayout *rows)
{
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(8);
    for (int column = 0; column < 4; ++column)
        grid->setColumnStretch(column, 1);
    rows->addLayout(grid);
    return grid;
}
} // namespace

AddressPage::AddressPage(Tier tier, QWidget *parent)
    : QWidget(parent)
    , m_tier(tier)
    , m_uri(new UriField(tier, this))
    , m_uriRow(new FieldRow(tr("Address, to paste or to copy"), m_uri, this))
{
    setObjectName(
        tier == Tier::Redis ? QStringLiteral("redisPage") : QStringLiteral("postgresPage"));
    m_uri->setObjectName(QStringLiteral("uri"));
    build();
    connect(m_uri, &UriField::addressEdited, this, &AddressPage::uriEdited);
    arrange();
    check();
}

FieldRow *AddressPage::add(AddressField field, const QString &name, QGridLayout *grid, int row,
    int column, int width, const QString &example)
{
    auto *edit = new QLineEdit(this);
    edit->setPlaceholderText(example);
    if (field == AddressField::Password || field == AddressField::OtherPassword)
        edit->setEchoMode(QLineEdit::Password);
    auto *made = new FieldRow(name, edit, this);
    grid->addWidget(made, row, column, 1, width);
    m_fields[field] = made;
    connect(edit, &QLineEdit::textEdited, this, &AddressPage::fieldsEdited);
    return made;
}

void AddressPage::build()
{
    using Field = AddressField;
    const bool isRedis = m_tier == Tier::Redis;
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 4, 12, 4);
    rows->setSpacing(8);
    rows->addWidget(m_uriRow);
    m_choice = new QComboBox(this);
    m_choice->setObjectName(QStringLiteral("choice"));
    auto *grid = columns(rows);
    if (isRedis) {
        m_choice->addItems({tr("Host and port"), tr("Unix socket"), tr("Through Sentinels")});
        grid->addWidget(new FieldRow(tr("Reached by"), m_choice, this), 0, 0, 1, 2);
        add(Field::Database, tr("Database"), grid, 0, 2, 2, QStringLiteral("0"));
        add(Field::Host, tr("Host"), grid, 1, 0, 3, QStringLiteral("localhost"));
        add(Field::Port, tr("Port"), grid, 1, 3, 1, QStringLiteral("6379"));
        add(Field::Socket, tr("Path of the socket"), grid, 2, 0, 4,
            QStringLiteral("/run/redis/redis.sock"));
        add(Field::Sentinels, tr("Sentinels"), grid, 3, 0, 2,
            QStringLiteral("sentinel-1:26379, sentinel-2:26379"));
        add(Field::Service, tr("Service"), grid, 3, 2, 2, QStringLiteral("mymaster"));
        add(Field::User, tr("User (ACL)"), grid, 4, 0, 2, QStringLiteral("default"));
        add(Field::Password, tr("Password"), grid, 4, 2, 2);
        auto *user = new QLineEdit(this);
        m_sentinelUser = new FieldRow(tr("User of the Sentinels"), user, this);
        connect(user, &QLineEdit::textEdited, this, &AddressPage::fieldsEdited);
        grid->addWidget(m_sentinelUser, 5, 0, 1, 2);
        add(Field::OtherPassword, tr("Password of the Sentinels"), grid, 5, 2, 2);
        m_tls = new ToggleSwitch(tr("Encrypted (TLS)"), this);
        rows->addWidget(m_tls);
        connect(m_tls, &QAbstractButton::toggled, this, &AddressPage::fieldsEdited);
    } else {
        add(Field::Host, tr("Host, or folder of a socket"), grid, 0, 0, 3,
            QStringLiteral("localhost"));
        add(Field::Port, tr("Port"), grid, 0, 3, 1, QStringLiteral("5432"));
        add(Field::User, tr("User"), grid, 1, 0, 2);
        add(Field::Password, tr("Password"), grid, 1, 2, 2);
        add(Field::Database, tr("Database"), grid, 2, 0, 2);
        add(Field::Service, tr("Service of pg_service.conf"), grid, 2, 2, 2);
        m_choice->addItem(tr("As libpq likes it"));
        m_choice->addItems(PostgresForm::tlsModes());
        rows->addWidget(heading(tr("ENCRYPTION"), this));
        auto *mode = new FieldRow(tr("TLS (sslmode)"), m_choice, this);
        m_fields[Field::TlsMode] = mode;
        columns(rows)->addWidget(mode, 0, 0, 1, 2);
    }
    connect(m_choice, &QComboBox::activated, this, &AddressPage::fieldsEdited);
    grid = columns(rows);
    add(Field::CaFile, tr("CA certificate, a file"), grid, 0, 0, 4,
        QStringLiteral("/etc/ssl/certs/ca.pem"));
    add(Field::CertificateFile, tr("Client certificate"), grid, 1, 0, 2);
    add(Field::KeyFile, tr("Its key"), grid, 1, 2, 2);
    if (!isRedis)
        add(Field::OtherPassword, tr("Password of the key"), grid, 2, 2, 2);
    rows->addWidget(heading(tr("TUNNEL"), this));
    grid = columns(rows);
    add(Field::TunnelDestination, tr("Through ssh to (empty: directly)"), grid, 0, 0, 3,
        QStringLiteral("user@bastion"));
    add(Field::TunnelPort, tr("Port of ssh"), grid, 0, 3, 1);
    m_fields[Field::TunnelDestination]->setNote(
        tr("Uses this computer's ssh with your keys, agent and ~/.ssh/config."));
    rows->addStretch();
}

void AddressPage::uriEdited()
{
    m_byUri = true;
    const auto address = m_uri->address();
    const QScopedValueRollback quiet(m_quiet, true);
    if (m_tier == Tier::Redis) {
        if (const auto form = address.isEmpty() ? RedisForm{} : RedisForm::read(address))
            show(*form);
    } else if (const auto form = address.isEmpty() ? PostgresForm{} : PostgresForm::read(address)) {
        show(*form);
    }
    arrange();
    check();
    Q_EMIT edited();
}

void AddressPage::fieldsEdited()
{
    if (m_quiet)
        return;
    m_byUri = false;
    if (m_tier == Tier::Redis) {
        const auto form = redisForm();
        m_uri->setAddress(form == RedisForm{} ? QString() : form.uri());
    } else {
        const auto form = postgresForm();
        m_uri->setAddress(form == PostgresForm{} ? QString() : form.connection());
    }
    arrange();
    check();
    Q_EMIT edited();
}

void AddressPage::check()
{
    FieldProblems problems;
    // An address that cannot be read says why itself; the fields show what it was before.
    const bool isUnread = m_byUri && !m_uri->problem().isEmpty();
    if (address().isEmpty() || isUnread) {
    } else if (m_tier == Tier::Redis) {
        const auto read = RedisForm::read(address());
        problems = (read ? *read : redisForm()).problems();
    } else {
        const auto read = PostgresForm::read(address());
        problems = (read ? *read : postgresForm()).problems();
    }
    const auto options = tunnel();
    auto tunnelProblem = Tunnel::problemOf(options);
    if (tunnelProblem.isEmpty() && !options.destination.isEmpty())
        tunnelProblem = Route::problemOf(m_tier, address());
    if (!tunnelProblem.isEmpty())
        problems.push_back({AddressField::TunnelDestination, tunnelProblem});
    if (!isPort(m_fields[AddressField::TunnelPort]->text()))
        problems.push_back({AddressField::TunnelPort, tr("A port is a number from 1 to 65535.")});
    std::map<AddressField, QString> texts;
    for (const auto &problem : problems)
        texts.emplace(problem.field, problem.text);
    for (const auto &[field, row] : m_fields) {
        const auto found = texts.find(field);
        row->setProblem(found == texts.end() ? QString() : found->second);
    }
    // What a field explains is not said twice.
    const auto uriProblem = problems.empty() || m_byUri ? m_uri->problem() : QString();
    m_uriRow->setProblem(uriProblem);
    m_right = problems.empty() && uriProblem.isEmpty();
}

void AddressPage::setAddress(const QString &address)
{
    m_uri->setAddress(address);
    uriEdited();
}

QString AddressPage::address() const { return m_uri->address(); }

void AddressPage::setTunnel(const TunnelOptions &tunnel)
{
    m_fields[AddressField::TunnelDestination]->setText(tunnel.destination);
    m_fields[AddressField::TunnelPort]->setText(
        tunnel.port > 0 ? QString::number(tunnel.port) : QString());
    check();
}

TunnelOptions AddressPage::tunnel() const
{
    return {m_fields.at(AddressField::TunnelDestination)->text().trimmed(),
        m_fields.at(AddressField::TunnelPort)->text().toInt()};
}

} // namespace tierlens
