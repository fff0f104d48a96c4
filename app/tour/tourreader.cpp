// SPDX-License-Identifier: GPL-3.0-or-later
#include "tour/tourreader.h"

#include "session/session.h"
#include "session/timedaction.h"
#include "session/trafficnames.h"
#include "tour/tourwords.h"

#include <algorithm>
#include <cmath>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
using Kind = TourJson::Kind;
constexpr std::size_t MostMistakes = 20;
constexpr int MaxTitle = 60, MaxNotes = 2000, MaxChoice = 80, MaxChoices = 4;

QString quoted(const QString &name) { return QLatin1Char('"') + name + QLatin1Char('"'); }
} // namespace

void TourReader::mistake(const TourJson &json, const QString &why)
{
    if (m_mistakes.size() >= MostMistakes)
        return;
    const auto place = m_step > 0
        ? tr("%1, line %2: step %3: %4").arg(m_file).arg(json.line).arg(m_step).arg(why)
        : tr("%1, line %2: %3").arg(m_file).arg(json.line).arg(why);
    m_mistakes.emplace_back(json.line, place);
}

Result<Tour> TourReader::read(const QByteArray &bytes)
{
    const auto json = TourJson::read(bytes);
    if (!json)
        return Error{ErrorKind::Usage, {},
            tr("%1, line %2: %3")
                .arg(m_file, QString::fromStdString(json.error().code),
                    QString::fromStdString(json.error().text))
                .toStdString(),
            {}};
    readTour(*json);
    if (m_mistakes.empty())
        return m_tour;
    std::stable_sort(m_mistakes.begin(), m_mistakes.end(),
        [](const auto &a, const auto &b) { return a.first < b.first; });
    QStringList others;
    for (std::size_t i = 1; i < m_mistakes.size(); ++i)
        others.append(m_mistakes[i].second);
    return Error{ErrorKind::Usage, {}, m_mistakes.front().second.toStdString(),
        others.join(QLatin1Char('\n')).toStdString()};
}

bool TourReader::readMembers(const TourJson &json, const QString &what, const Members &known)
{
    if (json.kind != Kind::Object) {
        mistake(json, tr("%1 must be an object in braces: { … }.").arg(what));
        return false;
    }
    for (const auto &[name, value] : json.members) {
        const auto found = std::find_if(known.begin(), known.end(),
            [&name = name](const auto &entry) { return name == QLatin1String(entry.first); });
        if (found != known.end()) {
            found->second(value);
            continue;
        }
        QStringList names;
        for (const auto &entry : known)
            names.append(QLatin1String(entry.first));
        mistake(value,
            tr("%1 has nothing called \"%2\"; known are %3.")
                .arg(what, name, names.join(QStringLiteral(", "))));
    }
    return true;
}

void TourReader::need(
    const TourJson &json, const QString &what, const char *member, const char *example)
{
    if (json.kind == Kind::Object && !json.member(QString::fromLatin1(member)))
        mistake(json,
            tr("%1 needs \"%2\", for example %3.")
                .arg(what, QLatin1String(member), QLatin1String(example)));
}

void TourReader::readTour(const TourJson &root)
{
    const auto what = tr("a tour");
    readMembers(root, what,
        {{"$schema", [](const TourJson &) {}},
            {"format",
                [this](const TourJson &json) {
                    if (json.kind != Kind::Number || json.number < 1 || json.number > 1)
                        mistake(json, tr("\"format\" must be 1: nothing else is known here."));
                }},
            {"title",
                [this](const TourJson &json) {
                    m_tour.title = text(json, QStringLiteral("title"), MaxTitle);
                }},
            {"subtitle",
                [this](const TourJson &json) {
                    m_tour.subtitle = text(json, QStringLiteral("subtitle"), MaxCaption);
                }},
            {"scenario",
                [this](const TourJson &json) {
                    m_tour.scenario = json.text;
                    static const QStringList known{QStringLiteral("profile"),
                        QStringLiteral("game"), QStringLiteral("assistant"),
                        QStringLiteral("store")};
                    if (!known.contains(json.text))
                        mistake(json,
                            tr("\"scenario\" must be one of %1.")
                                .arg(known.join(QStringLiteral(", "))));
                }},
            {"set", [this](const TourJson &json) { m_tour.set = settings(json); }},
            {"steps", [this](const TourJson &json) {
                 if (json.kind != Kind::List || json.items.empty()
                     || json.items.size() > MaxSteps) {
                     mistake(json,
                         tr("\"steps\" must be a list in brackets, of 1 to %1 steps.")
                             .arg(MaxSteps));
                     return;
                 }
                 for (const auto &item : json.items) {
                     ++m_step;
                     readStep(item);
                 }
                 m_step = 0;
             }}});
    need(root, what, "format", "1");
    need(root, what, "title", "\"Two memories\"");
    need(root, what, "scenario", "\"profile\"");
    need(root, what, "steps", "[ { \"say\": \"…\" } ]");
}

void TourReader::readStep(const TourJson &json)
{
    TourStep step;
    step.line = json.line;
    const auto what = tr("a step");
    readMembers(json, what,
        {{"title",
             [&](const TourJson &j) { step.title = text(j, QStringLiteral("title"), MaxTitle); }},
            {"say",
                [&](const TourJson &j) { step.say = text(j, QStringLiteral("say"), MaxCaption); }},
            {"notes",
                [&](const TourJson &j) {
                    step.notes = text(j, QStringLiteral("notes"), MaxNotes);
                }},
            {"point",
                [&](const TourJson &j) {
                    step.pointAt = j.text;
                    if (!tourPlaces().contains(j.text))
                        mistake(j,
                            tr("\"point\" must be one of %1.")
                                .arg(tourPlaces().join(QStringLiteral(", "))));
                }},
            {"set", [&](const TourJson &j) { step.set = settings(j); }},
            {"do",
                [&](const TourJson &j) {
                    const std::vector<TourJson> one{j};
                    const auto &orders = j.kind == Kind::List ? j.items : one;
                    if (orders.empty())
                        mistake(j, tr("\"do\" says nothing to do."));
                    for (const auto &entry : orders) {
                        if (entry.kind != Kind::Text) {
                            mistake(entry, tr("\"do\" wants text, for example \"restart redis\"."));
                        } else if (const auto order = TourWords::order(entry.text)) {
                            step.orders.push_back(*order);
                        } else {
                            mistake(entry,
                                QStringLiteral("\"do\" ")
                                    + QString::fromStdString(order.error().text));
                        }
                    }
                }},
            {"wait", [&](const TourJson &j) { readWait(j, step); }},
            {"claim", [&](const TourJson &j) { readClaims(j, step); }},
            {"ask", [&](const TourJson &j) { readQuestion(j, step); }}});
    need(json, what, "say", "\"say\": \"Redis answers first.\"");
    m_tour.steps.push_back(std::move(step));
}

void TourReader::readWait(const TourJson &json, TourStep &step)
{
    const auto name = QStringLiteral("wait");
    if (json.kind != Kind::Object) {
        mistake(json, tr("\"wait\" wants { \"until\": \"hit_rate > 90 %\", \"limit\": \"20s\" }."));
        return;
    }
    readMembers(json, quoted(name),
        {{"until", [&](const TourJson &j) { step.until = conditions(j, QStringLiteral("until")); }},
            {"limit", [&](const TourJson &j) {
                 if (const auto span = limit(j, QStringLiteral("limit")))
                     step.limit = *span;
             }}});
    if (!json.member(u"until"))
        mistake(json, tr("\"wait\" needs \"until\", for example \"hit_rate > 90 %\"."));
    if (!json.member(u"limit"))
        mistake(json, tr("\"wait\" needs a limit, for example \"20s\"."));
}

void TourReader::readClaims(const TourJson &json, TourStep &step)
{
    const std::vector<TourJson> one{json};
    const auto &claims = json.kind == Kind::List ? json.items : one;
    const auto name = QStringLiteral("claim");
    if (claims.empty())
        mistake(json, tr("\"claim\" claims nothing."));
    for (const auto &entry : claims) {
        TourClaim claim;
        if (entry.kind == Kind::Object) {
            readMembers(entry, quoted(name),
                {{"that",
                     [&](const TourJson &j) {
                         if (const auto read = condition(j, QStringLiteral("that")))
                             claim.that = *read;
                     }},
                    {"within", [&](const TourJson &j) {
                         if (const auto span = limit(j, QStringLiteral("within")))
                             claim.within = *span;
                     }}});
            need(entry, quoted(name), "that", "\"rows_lost = 0\"");
        } else if (const auto read = condition(entry, name)) {
            claim.that = *read;
        }
        step.claims.push_back(std::move(claim));
    }
}

void TourReader::readQuestion(const TourJson &json, TourStep &step)
{
    TourStep::Question question;
    const auto what = quoted(QStringLiteral("ask"));
    int right = 1;
    if (!readMembers(json, what,
            {{"question",
                 [&](const TourJson &j) {
                     question.text = text(j, QStringLiteral("question"), MaxCaption);
                 }},
                {"choices",
                    [&](const TourJson &j) {
                        if (j.kind != Kind::List || j.items.size() < 2
                            || j.items.size() > MaxChoices) {
                            mistake(j,
                                tr("\"choices\" must be a list of 2 to %1 answers.")
                                    .arg(MaxChoices));
                            return;
                        }
                        for (const auto &item : j.items)
                            question.choices.push_back(
                                text(item, QStringLiteral("choices"), MaxChoice));
                    }},
                {"right",
                    [&](const TourJson &j) {
                        const bool whole = j.kind == Kind::Number && j.number >= 1
                            && j.number <= MaxChoices && j.number <= std::floor(j.number);
                        if (whole)
                            right = static_cast<int>(j.number);
                        else
                            mistake(j, tr("\"right\" is the number of the right answer, from 1."));
                    }},
                {"reveal", [&](const TourJson &j) {
                     question.reveal = text(j, QStringLiteral("reveal"), MaxCaption);
                 }}}))
        return;
    need(json, what, "question", "\"question\": \"What is lost?\"");
    need(json, what, "choices", "\"choices\": [\"Nothing\", \"Everything\"]");
    need(json, what, "right", "\"right\": 1");
    need(json, what, "reveal", "\"reveal\": \"{rows_lost} rows were lost.\"");
    const auto *number = json.member(u"right");
    if (number && !question.choices.empty() && right > static_cast<int>(question.choices.size()))
        mistake(*number,
            tr("there is no answer %1: \"choices\" has %2.")
                .arg(right)
                .arg(question.choices.size()));
    question.right = right - 1;
    step.ask = std::move(question);
}

} // namespace tierlens
