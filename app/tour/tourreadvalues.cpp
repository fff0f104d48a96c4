// SPDX-License-Identifier: GPL-3.0-or-later
// The values that several parts of a tour have: texts, settings, conditions, times.
#include "session/timedaction.h"
#include "session/trafficnames.h"
#include "tour/tourreader.h"
#include "tour/tourwords.h"

namespace tierlens {

using namespace std::chrono_literals;

namespace {
using Kind = TourJson::Kind;
}

void TourReader::checkPlaceholders(const TourJson &json, const QString &words)
{
    if (const auto checked = TourWords::checkPlaceholders(words); !checked)
        mistake(json, QString::fromStdString(checked.error().text));
}

TourText TourReader::text(const TourJson &json, const QString &name, int most)
{
    TourText out;
    const auto add = [&](const QString &language, const TourJson &value) {
        if (value.kind != Kind::Text || value.text.trimmed().isEmpty()) {
            mistake(value, tr("\"%1\" must be text, and not empty.").arg(name));
            return;
        }
        if (value.text.size() > most)
            mistake(value,
                tr("\"%1\" has %2 characters; more than %3 cannot be shown.")
                    .arg(name)
                    .arg(value.text.size())
                    .arg(most));
        checkPlaceholders(value, value.text);
        out.add(language, value.text);
    };
    if (json.kind != Kind::Object) {
        add({}, json);
        return out;
    }
    static const QStringList languages{
        QStringLiteral("en"), QStringLiteral("de"), QStringLiteral("fr")};
    for (const auto &[language, value] : json.members) {
        if (languages.contains(language))
            add(language, value);
        else
            mistake(value,
                tr("\"%1\" is no language known here; they are %2.")
                    .arg(language, languages.join(QStringLiteral(", "))));
    }
    if (!json.member(u"en"))
        mistake(json, tr("\"%1\" needs at least \"en\".").arg(name));
    return out;
}

std::vector<std::pair<QString, QString>> TourReader::settings(const TourJson &json)
{
    std::vector<std::pair<QString, QString>> out;
    if (json.kind != Kind::Object || json.members.empty()) {
        mistake(json, tr("\"set\" wants names and values, for example { \"ttl\": \"10s\" }."));
        return out;
    }
    for (const auto &[name, value] : json.members) {
        QString words = value.text;
        if (value.kind == Kind::Truth)
            words = value.truth ? QStringLiteral("on") : QStringLiteral("off");
        else if (value.kind == Kind::Number)
            words = QString::number(value.number, 'g', 12);
        TrafficSettings tried;
        if (const auto set = setTrafficField(tried, name, words); !set)
            mistake(value, QStringLiteral("\"set\" ") + QString::fromStdString(set.error().text));
        out.emplace_back(name, words);
    }
    return out;
}

std::optional<TourCondition> TourReader::condition(const TourJson &json, const QString &name)
{
    if (json.kind != Kind::Text) {
        mistake(json,
            tr("\"%1\" wants a condition as text, for example \"hit_rate > 90 %\".").arg(name));
        return std::nullopt;
    }
    auto read = TourWords::condition(json.text);
    if (!read) {
        mistake(
            json, QStringLiteral("\"%1\" %2").arg(name, QString::fromStdString(read.error().text)));
        return std::nullopt;
    }
    return *read;
}

std::vector<TourCondition> TourReader::conditions(const TourJson &json, const QString &name)
{
    std::vector<TourCondition> out;
    const std::vector<TourJson> one{json};
    const auto &list = json.kind == Kind::List ? json.items : one;
    if (list.empty())
        mistake(json, tr("\"%1\" names no condition.").arg(name));
    for (const auto &entry : list) {
        if (auto read = condition(entry, name))
            out.push_back(std::move(*read));
    }
    return out;
}

std::optional<std::chrono::milliseconds> TourReader::limit(
    const TourJson &json, const QString &name)
{
    const auto span
        = json.kind == Kind::Text ? parseSpan(json.text) : Result<std::chrono::milliseconds>(0ms);
    if (span && *span >= 100ms && *span <= 2min)
        return *span;
    mistake(json, tr("\"%1\" must be a time from 100ms to 2m, for example \"20s\".").arg(name));
    return std::nullopt;
}

} // namespace tierlens
