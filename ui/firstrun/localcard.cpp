// SPDX-License-Identifier: GPL-3.0-or-later
#include "firstrun/localcard.h"

#include "core/whendone.h"
#include "theme/theme.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>

namespace tierlens {

namespace {

constexpr int MostRows = 5; // of each kind; a card, not a list of everything

QString localName(const LocalServer &server)
{
    return server.place.tier == Tier::Redis
        ? LocalCard::tr("Redis on %1").arg(server.place.shown())
        : LocalCard::tr("Postgres on %1").arg(server.place.shown());
}

// The passwords that the environment gives belong to the address.
QString wholeAddress(const ServerPlace &place)
{
    const auto whole = withSecrets(place.tier, place.address, place.secrets);
    return whole ? *whole : place.address;
}

} // namespace

LocalCard::LocalCard(QWidget *parent)
    : QFrame(parent)
    , m_head(new QLabel(this))
    , m_rows(new QVBoxLayout)
    , m_again(new QPushButton(tr("Look again"), this))
    , m_watch(new QPushButton(this))
{
    setProperty("role", QStringLiteral("panel"));
    setObjectName(QStringLiteral("localServers"));
    m_head->setWordWrap(true);
    m_head->setObjectName(QStringLiteral("localServersHead"));
    m_again->setObjectName(QStringLiteral("lookForServers"));
    m_again->setProperty("role", QStringLiteral("flat"));
    m_watch->setObjectName(QStringLiteral("watchLocalServers"));
    m_watch->setProperty("role", QStringLiteral("primary"));
    connect(m_again, &QPushButton::clicked, this, &LocalCard::lookRequested);
    connect(m_watch, &QPushButton::clicked, this, [this] { Q_EMIT watchRequested(chosen()); });
    m_rows->setContentsMargins(22, 8, 22, 8);
    m_rows->setSpacing(6);
    auto *head = new QHBoxLayout;
    head->addWidget(m_head, 1);
    head->addWidget(m_again);
    head->addWidget(m_watch);
    m_rows->addLayout(head);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->addLayout(m_rows);
    m_head->setProperty("role", QStringLiteral("dim"));
    m_head->setText(tr("Looking for Redis and Postgres on this computer…"));
    m_watch->hide();
    m_again->setEnabled(false);
}

void LocalCard::look(const PlacesCall &places, std::chrono::milliseconds patience)
{
    m_again->setEnabled(false);
    whenDone(findLocalServers(places, patience), this,
        [this, look = ++m_looks](const std::vector<LocalServer> &found) {
            if (look == m_looks)
                showFound(found);
        });
}

QString LocalCard::described(const LocalServer &server)
{
    const bool isRedis = server.place.tier == Tier::Redis;
    switch (server.state) {
    case LocalState::Open:
        return tr("needs no password");
    case LocalState::WantsPassword:
        return server.place.secrets.password.isEmpty()
            ? tr("wants a password")
            : tr("wants a password, which %1 has").arg(server.place.source);
    case LocalState::OtherUser:
        return isRedis ? tr("wants a user and a password")
                       : tr("does not let the user %1 in").arg(server.place.user);
    case LocalState::Full:
        return tr("has no connection free");
    case LocalState::NotReady:
        return tr("is not ready yet: it starts up or shuts down");
    }
    return {};
}

const LocalServer *LocalCard::chosenOf(Tier tier) const
{
    const LocalServer *first = nullptr;
    for (std::size_t i = 0; i < m_found.size(); ++i) {
        if (m_found[i].place.tier != tier)
            continue;
        first = first ? first : &m_found[i];
        const auto *button
            = findChild<QAbstractButton *>(QStringLiteral("local-%1").arg(qulonglong(i)));
        if (button && button->isChecked())
            return &m_found[i];
    }
    return first; // nothing to choose from
}

Connection LocalCard::chosen() const
{
    Connection connection; // not said what it is: production, so it is only looked at
    connection.name = tr("This computer");
    if (const auto *redis = chosenOf(Tier::Redis))
        connection.redis = wholeAddress(redis->place);
    if (const auto *postgres = chosenOf(Tier::Postgres))
        connection.postgres = wholeAddress(postgres->place);
    return connection;
}

void LocalCard::addRows(Tier tier, QVBoxLayout *rows)
{
    const auto count = std::count_if(m_found.begin(), m_found.end(),
        [tier](const LocalServer &server) { return server.place.tier == tier; });
    auto *group = count > 1 ? new QButtonGroup(m_list) : nullptr;
    int shown = 0;
    for (std::size_t i = 0; i < m_found.size() && shown < MostRows; ++i) {
        const auto &server = m_found[i];
        if (server.place.tier != tier)
            continue;
        auto *row = new QHBoxLayout;
        row->setSpacing(8);
        if (group) {
            auto *choice = new QRadioButton(localName(server), m_list);
            choice->setObjectName(QStringLiteral("local-%1").arg(qulonglong(i)));
            choice->setAccessibleDescription(described(server));
            choice->setChecked(shown == 0);
            group->addButton(choice);
            row->addWidget(choice);
        } else {
            row->addWidget(new QLabel(localName(server), m_list));
        }
        auto *state = new QLabel(described(server), m_list);
        state->setProperty("role", QStringLiteral("dim"));
        row->addWidget(state, 1);
        rows->addLayout(row);
        ++shown;
    }
    if (count > shown) {
        auto *more = new QLabel(tr("and %n more", nullptr, int(count) - shown), m_list);
        more->setProperty("role", QStringLiteral("dim"));
        rows->addWidget(more);
    }
}

void LocalCard::showFound(const std::vector<LocalServer> &found)
{
    m_found = found;
    delete m_list;
    m_list = nullptr;
    m_again->setEnabled(true);
    m_watch->setVisible(!found.empty());
    m_watch->setText(
        chosenOf(Tier::Redis) && chosenOf(Tier::Postgres) ? tr("Watch them…") : tr("Watch it…"));
    m_head->setText(found.empty()
            ? tr("No Redis or Postgres answers on this computer at the usual ports and sockets.")
            : tr("Running on this computer"));
    m_head->setProperty("role", found.empty() ? QStringLiteral("dim") : QString());
    m_head->style()->polish(m_head); // before the font, which it would take back
    m_head->setFont(found.empty() ? theme().text13() : theme().title());
    if (found.empty())
        return;
    m_list = new QWidget(this);
    auto *rows = new QVBoxLayout(m_list);
    rows->setContentsMargins(0, 0, 0, 4);
    rows->setSpacing(4);
    addRows(Tier::Redis, rows);
    addRows(Tier::Postgres, rows);
    m_rows->addWidget(m_list);
    m_list->show(); // at once, not with the next event
}

} // namespace tierlens
