// SPDX-License-Identifier: GPL-3.0-or-later
#include "tour/tourjson.h"

#include <QCoreApplication>
#include <QStringDecoder>

#include <json/json.h>

#include <algorithm>
#include <memory>

namespace tierlens {

namespace {
using Kind = TourJson::Kind;
constexpr int MostDeep = 30; // a tour is five levels deep

struct TourJsonWords
{
    Q_DECLARE_TR_FUNCTIONS(TourJson)
};

// Offsets only grow while a file is walked through from its beginning, but for the members of an
// object, which come in the order of their names; so lines are looked up, not counted.
class Lines
{
public:
    explicit Lines(const QByteArray &bytes)
    {
        for (qsizetype i = 0; i < bytes.size(); ++i) {
            if (bytes[i] == '\n')
                m_ends.push_back(i);
        }
    }
    int of(std::ptrdiff_t offset) const
    {
        const auto end = std::lower_bound(m_ends.begin(), m_ends.end(), offset);
        return static_cast<int>(end - m_ends.begin()) + 1;
    }

private:
    std::vector<std::ptrdiff_t> m_ends;
};

TourJson converted(const Json::Value &value, const Lines &lines)
{
    TourJson json;
    json.line = lines.of(value.getOffsetStart());
    switch (value.type()) {
    case Json::nullValue:
        break;
    case Json::booleanValue:
        json.kind = Kind::Truth;
        json.truth = value.asBool();
        break;
    case Json::intValue:
    case Json::uintValue:
    case Json::realValue:
        json.kind = Kind::Number;
        json.number = value.asDouble();
        break;
    case Json::stringValue:
        json.kind = Kind::Text;
        json.text = QString::fromStdString(value.asString());
        break;
    case Json::arrayValue:
        json.kind = Kind::List;
        for (const auto &item : value)
            json.items.push_back(converted(item, lines));
        break;
    case Json::objectValue: {
        json.kind = Kind::Object;
        std::vector<std::pair<std::ptrdiff_t, std::string>> order;
        for (const auto &name : value.getMemberNames())
            order.emplace_back(value[name].getOffsetStart(), name);
        std::sort(order.begin(), order.end());
        for (const auto &[offset, name] : order)
            json.members.push_back({QString::fromStdString(name), converted(value[name], lines)});
        break;
    }
    }
    return json;
}

Error mistake(int line, const QString &text)
{
    return {ErrorKind::Usage, std::to_string(line), text.toStdString(), {}};
}

// "* Line 3, Column 5\n  Missing ',' or '}' in object declaration\nSee …": the first is the cause.
Error syntaxError(const std::string &told)
{
    const auto lines = QString::fromStdString(told).split(QLatin1Char('\n'));
    const auto place = lines.value(0);
    int line = 1;
    const auto from = place.indexOf(QLatin1String("Line "));
    if (from >= 0)
        line = place.mid(from + 5, place.indexOf(QLatin1Char(','), from) - from - 5).toInt();
    auto why = lines.value(1).trimmed();
    while (why.endsWith(QLatin1Char('.')))
        why.chop(1);
    if (why.isEmpty())
        why = TourJsonWords::tr("something is missing");
    return mistake(std::max(1, line), TourJsonWords::tr("this is not JSON here: %1.").arg(why));
}
} // namespace

const TourJson *TourJson::member(QStringView name) const
{
    for (const auto &[key, value] : members) {
        if (key == name)
            return &value;
    }
    return nullptr;
}

Result<TourJson> TourJson::read(const QByteArray &bytes)
{
    const Lines lines(bytes);
    if (bytes.trimmed().isEmpty())
        return mistake(1, TourJsonWords::tr("the file is empty."));
    QStringDecoder utf8(QStringDecoder::Utf8);
    // A line at a time, so that the place of a wrong byte is known.
    const auto rows = bytes.split('\n');
    for (qsizetype i = 0; i < rows.size(); ++i) {
        const QString decoded = utf8.decode(rows[i]);
        if (utf8.hasError() || decoded.contains(QChar(0)))
            return mistake(int(i) + 1, TourJsonWords::tr("this is not text in UTF-8."));
    }
    Json::CharReaderBuilder builder;
    Json::CharReaderBuilder::strictMode(&builder.settings_);
    builder["collectComments"] = false;
    builder["stackLimit"] = MostDeep;
    const std::unique_ptr<Json::CharReader> reader(builder.newCharReader());
    Json::Value root;
    std::string told;
    try {
        if (!reader->parse(bytes.constData(), bytes.constData() + bytes.size(), &root, &told))
            return syntaxError(told);
        return converted(root, lines);
    } catch (const std::exception &) { // too deep, or a number beyond all measure
        return mistake(1, TourJsonWords::tr("this is no tour: brackets are nested too deeply."));
    }
}

} // namespace tierlens
