// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyvalue/valuerows.h"

#include "keyvalue/keytexts.h"

#include <QCoreApplication>

#include <cstdlib>

namespace tierlens {

namespace {
constexpr std::size_t Glance = 200; // bytes of a value that are shown in its row

struct ValueRowsWords
{
    Q_DECLARE_TR_FUNCTIONS(ValueRows)
};

class ValueRows : public RowSource
{
public:
    ValueRows(std::shared_ptr<const std::vector<KeyValue::Part>> parts, KeyType type)
        : m_parts(std::move(parts))
        , m_type(type)
    { }
    std::size_t count() const override { return m_parts->size(); }
    std::string key(std::size_t row) const override { return std::to_string(row); }
    Cell cell(std::size_t row, int column) const override
    {
        const auto &part = (*m_parts)[row];
        Cell cell;
        cell.mono = true;
        if (column == 0) {
            cell.text = readableName(std::string_view(part.field).substr(0, Glance));
            cell.tint = m_type == KeyType::Hash ? Tint::Text : Tint::Dim;
        } else if (column == 1) {
            cell.text = readableName(std::string_view(part.value).substr(0, Glance));
        } else {
            cell.text = sizeText(part.length);
            cell.tint = Tint::Dim;
        }
        return cell;
    }
    bool less(std::size_t a, std::size_t b, int column) const override
    {
        const auto &one = (*m_parts)[a], &other = (*m_parts)[b];
        if (column == 1)
            return one.value < other.value;
        if (column == 2)
            return one.length < other.length;
        if (m_type == KeyType::List || m_type == KeyType::SortedSet)
            return std::strtod(one.field.c_str(), nullptr)
                < std::strtod(other.field.c_str(), nullptr);
        return one.field < other.field;
    }

private:
    std::shared_ptr<const std::vector<KeyValue::Part>> m_parts;
    KeyType m_type;
};
} // namespace

std::unique_ptr<RowSource> valueRows(
    std::shared_ptr<const std::vector<KeyValue::Part>> parts, KeyType type)
{
    return std::make_unique<ValueRows>(std::move(parts), type);
}

std::vector<Column> valueColumns()
{
    return {{ValueRowsWords::tr("Field"),
                ValueRowsWords::tr(
                    "Of a list the place, of a sorted set the score, of a stream the ID.")},
        {ValueRowsWords::tr("Value")},
        {ValueRowsWords::tr("Size"), {}, QStringLiteral("999 bytes"), true}};
}

} // namespace tierlens
