// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/opening.h"

#include "connect/passwordasker.h"
#include "connections/addresssecrets.h"
#include "connections/connectioncheck.h"
#include "connections/route.h"
#include "connections/secrets.h"
#include "core/whendone.h"

#include <QWidget>

namespace tierlens {

Opening::Opening(Connection connection, Secrets &secrets, QWidget *window)
    : QObject(window)
    , m_connection(std::move(connection))
    , m_secrets(secrets)
    , m_window(window)
{ }

Opening::~Opening() = default;

void Opening::start(const QString &redis, const QString &postgres)
{
    m_addresses = {redis, postgres};
    if (redis.isEmpty() && postgres.isEmpty())
        fetch();
    else
        route();
}

void Opening::fetch()
{
    m_addresses = {m_connection.redis, m_connection.postgres};
    const auto fill = [this](Tier tier, const QString &packed) {
        if (const auto whole = withSecrets(tier, address(tier), AddressSecrets::unpacked(packed)))
            address(tier) = *whole;
    };
    whenDone(m_secrets.read(secretName(m_connection.id, true)), this,
        [this, fill](const QString &ofRedis) {
            fill(Tier::Redis, ofRedis);
            whenDone(m_secrets.read(secretName(m_connection.id, false)), this,
                [this, fill](const QString &ofPostgres) {
                    fill(Tier::Postgres, ofPostgres);
                    route();
                });
        });
}

void Opening::route()
{
    const int generation = ++m_generation;
    m_isIn = {address(Tier::Redis).isEmpty(), address(Tier::Postgres).isEmpty()};
    m_route = std::make_unique<Route>(m_connection, address(Tier::Redis), address(Tier::Postgres));
    connect(m_route.get(), &Route::failed, this,
        [this](Tier, const Error &error) { Q_EMIT failed(QString::fromStdString(error.text)); });
    connect(m_route.get(), &Route::opened, this,
        [this, generation](const QString &redis, const QString &postgres) {
            for (const auto &[tier, reached] :
                {std::pair{Tier::Redis, redis}, std::pair{Tier::Postgres, postgres}}) {
                if (reached.isEmpty())
                    continue;
                whenDone(checkLogin(tier, reached), this,
                    [this, generation, on = tier](const Result<Done> &answer) {
                        if (generation == m_generation)
                            answered(on, answer);
                    });
            }
        });
    m_route->open();
}

void Opening::answered(Tier tier, const Result<Done> &answer)
{
    if (!answer && wantsPassword(answer.error())) {
        if (!std::exchange(m_isAsking, true)) // one question after the other
            ask(tier, answer.error());
        return;
    }
    m_isIn[static_cast<std::size_t>(tier)] = true;
    if (m_isIn[0] && m_isIn[1])
        Q_EMIT ready(m_connection, address(Tier::Redis), address(Tier::Postgres));
}

void Opening::ask(Tier tier, const Error &error)
{
    // What is wrong; what its second half advises is what happens here.
    auto why
        = QString::fromStdString(error.text).section(QLatin1String("; "), 0, 0) + QLatin1Char('.');
    if (!m_secrets.problem().isEmpty())
        why = m_secrets.problem() + QLatin1Char('\n') + why;
    auto *asker = new PasswordAsker(
        tier, shownAddress(tier, address(tier)), why, Secrets::hasKeychain(), m_window);
    connect(asker, &QDialog::rejected, this, [this] { Q_EMIT failed({}); });
    connect(asker, &PasswordAsker::given, this, [this, tier](const QString &password, bool keep) {
        m_isAsking = false;
        const auto whole = withSecrets(tier, address(tier), {password, {}});
        const auto parts
            = whole ? withoutSecrets(tier, *whole) : Result<AddressParts>(AddressParts{});
        if (!whole || !parts)
            return;
        address(tier) = *whole;
        if (!m_connection.id.isEmpty())
            (void)m_secrets.write(
                secretName(m_connection.id, tier == Tier::Redis), parts->secrets.packed(), keep);
        route(); // all anew: what was open is tried once more
    });
    asker->open();
}

} // namespace tierlens
