// SPDX-License-Identifier: GPL-3.0-or-later
// The schema that editors use says the same as our own validator: no word more, none less.
#include "session/trafficnames.h"
#include "tour/tour.h"
#include "tour/tourmeasures.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#if __has_include(<valijson/validator.hpp>)
#define HAS_VALIDATOR
#include <valijson/adapters/qtjson_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>
#endif

using namespace tierlens;

namespace {
const char WrongSample[] = R"({
  "$schema": "tour.schema.json", "format": 1, "title": "WrongSample", "scenario": "profile",
  "subtitle": {"en": "All there is", "de": "Alles", "fr": "Tout"},
  "set": {"rate": 200, "ttl": "30s", "clients": 4, "cache": true, "jitter": "off",
    "eviction": "allkeys-lfu", "max-memory": "2MB", "price": 0.5},
  "steps": [
    {"title": "First", "say": "{hit_rate}", "notes": "n", "point": "redis", "set": {"cache": true},
      "do": ["restart redis", "invalidate profile:*", "write", "order end-match", "pause"],
      "wait": {"until": ["redis up", "hit_rate > 90 %"], "limit": "20s"},
      "claim": ["keys > 0", {"that": "rows_lost = 0", "within": "5s"}]},
    {"say": {"en": "Second", "de": "Zweitens"}, "do": "freeze postgres 2s",
      "wait": {"until": "impact settled", "limit": "30s"},
      "claim": "queries_per_second > 2 x before",
      "ask": {"question": "What?", "choices": ["This", "That"], "right": 1, "reveal": "x"}}
  ]
})";

QJsonObject parsed(const QByteArray &bytes) { return QJsonDocument::fromJson(bytes).object(); }

QJsonObject schemaFile()
{
    QFile file(QStringLiteral(":/tours/tour.schema.json"));
    return file.open(QIODevice::ReadOnly) ? parsed(file.readAll()) : QJsonObject();
}

QStringList sorted(QStringList list)
{
    list.sort();
    return list;
}

QJsonObject definition(const char *name)
{
    return schemaFile()[QStringLiteral("definitions")].toObject()[QLatin1String(name)].toObject();
}

// Every value of the file once left out, once something else, once under another name.
class Mutations
{
public:
    explicit Mutations(const QJsonValue &root)
    {
        walk(root, [](const QJsonValue &v) { return v; });
    }
    const QList<QJsonValue> &all() const { return m_all; }

private:
    using Build = std::function<QJsonValue(const QJsonValue &)>;
    void walk(const QJsonValue &value, const Build &build)
    {
        static const QList<QJsonValue> others{QJsonValue(7), QJsonValue(0), QJsonValue(1.5),
            QJsonValue(true), QJsonValue(QString()), QJsonValue(QStringLiteral("zzz")),
            QJsonValue(QString(200, QLatin1Char('w'))), QJsonValue(QStringLiteral("redis up")),
            QJsonValue(QStringLiteral("write")), QJsonValue(QJsonArray()),
            QJsonValue(QJsonObject()), QJsonValue(QJsonValue::Null),
            QJsonValue(QStringLiteral("20s"))};
        for (const auto &other : others)
            m_all.append(build(other));
        if (value.isObject()) {
            const auto object = value.toObject();
            for (const auto &name : object.keys()) {
                auto fewer = object;
                const auto kept = fewer.take(name);
                m_all.append(build(fewer));
                fewer.insert(QStringLiteral("zzz"), kept);
                m_all.append(build(fewer));
                walk(kept, [build, object, name](const QJsonValue &v) {
                    auto changed = object;
                    changed[name] = v;
                    return build(changed);
                });
            }
        } else if (value.isArray()) {
            const auto array = value.toArray();
            for (qsizetype i = 0; i < array.size(); ++i) {
                auto fewer = array;
                fewer.removeAt(i);
                m_all.append(build(fewer));
                walk(array[i], [build, array, i](const QJsonValue &v) {
                    auto changed = array;
                    changed[i] = v;
                    return build(changed);
                });
            }
        }
    }
    QList<QJsonValue> m_all;
};
} // namespace

class TestTourSchema : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesAreThoseOfTheProgram()
    {
        QStringList settings;
        for (const auto &field : trafficFields())
            settings.append(QLatin1String(field.name));
        QCOMPARE(sorted(definition("set")[QStringLiteral("properties")].toObject().keys()),
            sorted(settings));
        QStringList places;
        const auto point = definition("step")[QStringLiteral("properties")]
                               .toObject()[QStringLiteral("point")]
                               .toObject();
        for (const auto &place : point[QStringLiteral("enum")].toArray())
            places.append(place.toString());
        QCOMPARE(places, tourPlaces());
        // The figures are alternatives of one pattern, once at each side of the comparison.
        const auto pattern = definition("condition")[QStringLiteral("pattern")].toString();
        QStringList figures;
        for (const auto &measure : TourMeasures::all()) {
            if (measure.kind != TourMeasure::Kind::State)
                figures.append(QLatin1String(measure.name));
            else
                QVERIFY2(pattern.contains(measure.states.join(QLatin1Char('|'))), measure.name);
        }
        QCOMPARE(pattern.count(figures.join(QLatin1Char('|'))), 2);
    }

    void schemaAndValidatorAgree()
    {
#ifdef HAS_VALIDATOR
        using Adapter = valijson::adapters::QtJsonAdapter;
        const QJsonValue file(schemaFile());
        QVERIFY(!file.toObject().isEmpty());
        valijson::Schema schema;
        valijson::SchemaParser().populateSchema(Adapter(file), schema);
        const auto bySchema = [&schema](const QJsonValue &value) {
            return valijson::Validator().validate(schema, Adapter(value), nullptr);
        };
        const auto byUs = [](const QJsonValue &value) {
            return readTour(value.isArray() ? QJsonDocument(value.toArray()).toJson()
                                            : QJsonDocument(value.toObject()).toJson(),
                QStringLiteral("x.json"))
                .has_value();
        };
        for (const auto &title : shippedTours()) {
            QFile tour(QStringLiteral(":/tours/%1.json").arg(title.id));
            QVERIFY(tour.open(QIODevice::ReadOnly));
            QVERIFY2(bySchema(parsed(tour.readAll())), qPrintable(title.id));
        }
        const QJsonValue sample(parsed(WrongSample));
        QVERIFY(bySchema(sample));
        QVERIFY(byUs(sample));
        int refused = 0;
        const Mutations mutations(sample);
        for (const auto &mutation : mutations.all()) {
            if (!mutation.isObject() && !mutation.isArray())
                continue; // QJsonDocument cannot write it
            const bool schemaSays = bySchema(mutation);
            refused += schemaSays ? 0 : 1;
            const auto text = QJsonDocument(mutation.toObject()).toJson(QJsonDocument::Compact);
            QVERIFY2(schemaSays == byUs(mutation),
                qPrintable(QStringLiteral("the schema says %1: %2")
                               .arg(schemaSays ? QStringLiteral("right") : QStringLiteral("wrong"),
                                   QString::fromUtf8(text))));
        }
        QVERIFY2(refused > 500, qPrintable(QString::number(refused)));
#else
        QSKIP("valijson (libvalijson-dev) is not installed: nothing judges the schema.");
#endif
    }
};

QTEST_GUILESS_MAIN(TestTourSchema)
#include "tst_tourschema.moc"
