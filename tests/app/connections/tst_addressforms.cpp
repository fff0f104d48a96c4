// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/addresssecrets.h"
#include "connections/postgresform.h"
#include "connections/redisform.h"
#include "connections/route.h"
#include "postgres/postgresaddress.h"

#include <QTest>

using namespace tierlens;

namespace {

QString fieldsOf(const FieldProblems &problems)
{
    QStringList all;
    for (const auto &problem : problems)
        all << QString::number(static_cast<int>(problem.field));
    return all.join(QLatin1Char(','));
}

QString number(AddressField field) { return QString::number(static_cast<int>(field)); }

QString s(const char *text) { return QString::fromUtf8(text); }

} // namespace

class TestAddressForms : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void redisThereAndBack_data();
    void redisThereAndBack();
    void redisFields();
    void redisProblems();
    void postgresThereAndBack_data();
    void postgresThereAndBack();
    void postgresFields();
    void postgresProblems();
    void secretsAreTakenOutAndPutIn();
    void whatCannotBeReadHasNoSecretInItsError();
    void oneServerThroughATunnel();
};

void TestAddressForms::redisThereAndBack_data()
{
    QTest::addColumn<QString>("uri");
    QTest::addColumn<QString>("written");
    const auto row
        = [](const char *uri, const char *written) { QTest::newRow(uri) << s(uri) << s(written); };
    row("redis://localhost", "redis://localhost");
    row("redis://cache-1:6380/3", "redis://cache-1:6380/3");
    row("redis://:p%40ss@cache-1", "redis://:p%40ss@cache-1");
    row("redis://word@cache-1", "redis://:word@cache-1"); // a word alone is the password
    row("redis://ann:s%2Fx@[::1]:7000", "redis://ann:s%2Fx@[::1]:7000");
    row("rediss://ann:x@h", "rediss://ann:x@h");
    row("unix:///run/r.sock", "unix:///run/r.sock");
    row("redis-socket://:pw@/run/r.sock?db=2", "unix://:pw@/run/r.sock?db=2");
    row("redis+sentinel://ann:x@one,two:26380/m/2?sentinel-user=u&sentinel-password=p%20w",
        "redis+sentinel://ann:x@one,two:26380/m/2?sentinel-user=u&sentinel-password=p%20w");
    row("rediss://h?cacert=/c%20a.pem&cert=/c.pem&key=/k.pem",
        "rediss://h?cacert=/c%20a.pem&cert=/c.pem&key=/k.pem");
}

void TestAddressForms::redisThereAndBack()
{
    QFETCH(QString, uri);
    QFETCH(QString, written);
    const auto form = RedisForm::read(uri);
    QVERIFY(form.has_value());
    QCOMPARE(form->uri(), written);
    QVERIFY(form->problems().empty());
    const auto again = RedisForm::read(written);
    QVERIFY(again.has_value());
    QVERIFY(*again == *form);
}

void TestAddressForms::redisFields()
{
    const auto form = RedisForm::read(s("redis://ann:p%3Aw@cache:6380/4"));
    QVERIFY(form.has_value());
    QCOMPARE(form->host, s("cache"));
    QCOMPARE(form->port, s("6380"));
    QCOMPARE(form->user, s("ann"));
    QCOMPARE(form->password, s("p:w"));
    QCOMPARE(form->database, s("4"));

    RedisForm sentinels;
    sentinels.way = RedisForm::Way::Sentinels;
    sentinels.sentinels = s("one, two:26380");
    sentinels.service = s("mymaster");
    sentinels.password = s("pw");
    sentinels.sentinelPassword = s("o&her");
    sentinels.database = s("1");
    sentinels.tls = true;
    sentinels.caFile = s("/etc/ca.pem");
    QCOMPARE(sentinels.uri(),
        s("rediss+sentinel://:pw@one,two:26380/mymaster/1"
          "?sentinel-password=o%26her&cacert=/etc/ca.pem"));
}

void TestAddressForms::redisProblems()
{
    RedisForm form;
    form.port = s("99999");
    QCOMPARE(fieldsOf(form.problems()), number(AddressField::Port));
    QVERIFY(form.uri().endsWith(s(":99999"))); // the address follows what is typed
    form.port = s("six");
    form.database = s("-1");
    QCOMPARE(fieldsOf(form.problems()),
        number(AddressField::Port) + s(",") + number(AddressField::Database));
    form = {};
    form.way = RedisForm::Way::Socket;
    form.socket = s("run/r.sock");
    QCOMPARE(fieldsOf(form.problems()), number(AddressField::Socket));
    form.socket = s("/") + QString(200, QLatin1Char('x'));
    QCOMPARE(fieldsOf(form.problems()), number(AddressField::Socket));
    form = {};
    form.way = RedisForm::Way::Sentinels;
    QCOMPARE(fieldsOf(form.problems()),
        number(AddressField::Sentinels) + s(",") + number(AddressField::Service));
    form = {};
    form.host = s("h");
    form.tls = true;
    form.keyFile = s("/k.pem");
    QCOMPARE(fieldsOf(form.problems()), number(AddressField::CertificateFile));
}

void TestAddressForms::postgresThereAndBack_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("written");
    const auto row = [](const char *text, const char *written) {
        QTest::newRow(text) << s(text) << s(written);
    };
    row("postgresql://ann@db:5433/shop", "postgresql://ann@db:5433/shop");
    row("postgres://ann:p%2Fw@db/shop", "postgresql://ann:p%2Fw@db/shop");
    row("postgresql://a:1,b:2/x?target_session_attrs=read-write",
        "postgresql://a:1,b:2/x?target_session_attrs=read-write");
    row("postgresql://[::1]:5432/x", "postgresql://[::1]:5432/x");
    row("postgresql:///x?host=/run/pg", "postgresql:///x?host=/run/pg");
    row("host=/run/pg dbname=x user=ann", "host=/run/pg user=ann dbname=x");
    row("service='my shop'", "service='my shop'");
    row("host=h password='a\\' b\\\\'", "host=h password='a\\' b\\\\'");
    row("postgresql://h/d?sslmode=verify-full&sslrootcert=/c.pem",
        "postgresql://h/d?sslmode=verify-full&sslrootcert=/c.pem");
    row("", "postgresql://");
}

void TestAddressForms::postgresThereAndBack()
{
    QFETCH(QString, text);
    QFETCH(QString, written);
    const auto form = PostgresForm::read(text);
    QVERIFY(form.has_value());
    QCOMPARE(form->connection(), written);
    QVERIFY(form->problems().empty());
    const auto again = PostgresForm::read(written);
    QVERIFY(again.has_value());
    QVERIFY(*again == *form);
}

void TestAddressForms::postgresFields()
{
    const auto form = PostgresForm::read(
        s("postgresql://ann:pw@db:5433/shop?sslmode=require&application_name=x"));
    QVERIFY(form.has_value());
    QCOMPARE(form->host, s("db"));
    QCOMPARE(form->port, s("5433"));
    QCOMPARE(form->user, s("ann"));
    QCOMPARE(form->password, s("pw"));
    QCOMPARE(form->database, s("shop"));
    QCOMPARE(form->tlsMode, s("require"));
    QCOMPARE(form->others.size(), 1);
    QCOMPARE(form->others[0].second, s("x"));

    // Several hosts of which one is a socket's folder: libpq takes them in the query only.
    PostgresForm several;
    several.host = s("/run/pg,db-2");
    several.port = s("5432,5433");
    const auto read = PostgresForm::read(several.connection());
    QVERIFY(read.has_value());
    QVERIFY(*read == several);
}

void TestAddressForms::postgresProblems()
{
    PostgresForm form;
    form.host = s("a,b,c");
    form.port = s("1,2");
    QCOMPARE(fieldsOf(form.problems()), number(AddressField::Port));
    form.port = s("70000");
    QCOMPARE(fieldsOf(form.problems()), number(AddressField::Port));
    form = {};
    form.host = s("db");
    form.tlsMode = s("always");
    QCOMPARE(fieldsOf(form.problems()), number(AddressField::TlsMode));
    QVERIFY(form.problems()[0].text.contains(s("verify-full")));
    QVERIFY(!PostgresForm::read(s("postgresql://h/d?nonsense=1")).has_value());
}

void TestAddressForms::secretsAreTakenOutAndPutIn()
{
    const std::pair<Tier, QString> addresses[] = {
        {Tier::Redis, s("redis://ann:s3cret@cache:6380/1")},
        {Tier::Redis, s("redis://s3cret@cache")},
        {Tier::Redis, s("unix://:s3cret@/run/r.sock")},
        {Tier::Redis, s("redis+sentinel://:s3cret@a,b/m?sentinel-password=s3cret")},
        {Tier::Postgres, s("postgresql://ann:s3cret@db/shop")},
        {Tier::Postgres, s("host=db user=ann password=s3cret sslpassword=s3cret")},
        {Tier::Postgres, s("postgresql://db/shop?password=s3cret")},
    };
    for (const auto &[tier, address] : addresses) {
        const auto parts = withoutSecrets(tier, address);
        QVERIFY2(parts.has_value(), qPrintable(address));
        QVERIFY(!parts->address.contains(s("s3cret")));
        QCOMPARE(parts->secrets.password, s("s3cret"));
        QVERIFY(!shownAddress(tier, address).contains(s("s3cret")));
        const auto packed = AddressSecrets::unpacked(parts->secrets.packed());
        QCOMPARE(packed.password, parts->secrets.password);
        QCOMPARE(packed.other, parts->secrets.other);
        const auto whole = withSecrets(tier, parts->address, parts->secrets);
        QVERIFY(whole.has_value());
        const auto again = withoutSecrets(tier, *whole);
        QVERIFY(again.has_value());
        QCOMPARE(again->address, parts->address);
        QCOMPARE(again->secrets.password, s("s3cret"));
        QCOMPARE(again->secrets.other, parts->secrets.other);
    }
    QCOMPARE(shownAddress(Tier::Postgres, s("postgresql://ann@a,b/x")), s("ann@a,b/x"));
    // Written as it was, if there is nothing to take out.
    QCOMPARE(withoutSecrets(Tier::Postgres, s(" postgres://db/x "))->address, s("postgres://db/x"));
    QCOMPARE(withoutSecrets(Tier::Redis, s(""))->address, QString());
    QVERIFY(AddressSecrets::unpacked(s("nonsense")).isEmpty());
}

void TestAddressForms::whatCannotBeReadHasNoSecretInItsError()
{
    for (const auto &[tier, address] : {std::pair{Tier::Redis, s("redis://ann:s3cret@cache:port")},
             std::pair{Tier::Redis, s("s3cret")},
             std::pair{Tier::Postgres, s("postgresql://ann:s3cret/x@db")},
             std::pair{Tier::Postgres, s("password=s3cret nonsense")}}) {
        const auto parts = withoutSecrets(tier, address);
        QVERIFY2(!parts.has_value(), qPrintable(address));
        QVERIFY(parts.error().text.find("s3cret") == std::string::npos);
        QVERIFY(parts.error().detail.find("s3cret") == std::string::npos);
        QCOMPARE(shownAddress(tier, address), s("?"));
    }
}

void TestAddressForms::oneServerThroughATunnel()
{
    QVERIFY(Route::problemOf(Tier::Postgres, s("postgresql://a,b/x")).contains(s("one host")));
    QVERIFY(Route::problemOf(Tier::Postgres, s("postgresql://a/x")).isEmpty());
    QVERIFY(Route::problemOf(Tier::Redis, s("redis://a")).isEmpty());
    QVERIFY(Route::problemOf(Tier::Redis, s("rediss://a")).contains(s("TLS")));
    QVERIFY(Route::problemOf(Tier::Redis, s("redis+sentinel://a/m")).contains(s("Sentinels")));
}

QTEST_GUILESS_MAIN(TestAddressForms)
#include "tst_addressforms.moc"
