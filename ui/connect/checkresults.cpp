// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/checkresults.h"

#include "theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace tierlens {

namespace {
// Never colour alone.
std::pair<QString, QColor> signOf(CheckLine::State state)
{
    switch (state) {
    case CheckLine::State::Works:
        return {QStringLiteral("✓"), theme().hit};
    case CheckLine::State::Lacking:
        return {QStringLiteral("!"), theme().miss};
    case CheckLine::State::Failed:
        break;
    }
    return {QStringLiteral("✕"), theme().invalidated};
}
} // namespace

CheckResults::CheckResults(QWidget *parent)
    : QWidget(parent)
    , m_rows(new QVBoxLayout(this))
{
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(6);
    m_rows->setAlignment(Qt::AlignTop);
}

void CheckResults::clear()
{
    while (auto *item = m_rows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

void CheckResults::add(const ConnectionCheck &check)
{
    for (const auto &line : check.lines)
        addLine(check.tier, line);
}

void CheckResults::addLine(Tier tier, const CheckLine &line)
{
    auto *row = new QWidget(this);
    const auto [sign, color] = signOf(line.state);
    auto *mark = new QLabel(sign, row);
    mark->setStyleSheet(QStringLiteral("color: %1").arg(color.name()));
    mark->setFont(theme().bold13());
    mark->setFixedWidth(14);
    auto *server = new QLabel(
        tier == Tier::Redis ? QStringLiteral("Redis") : QStringLiteral("Postgres"), row);
    server->setFont(theme().bold13());
    server->setFixedWidth(64);
    auto *text = new QLabel(line.text, row);
    text->setTextFormat(Qt::PlainText);
    text->setWordWrap(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    text->setObjectName(QStringLiteral("checkLine"));
    auto *columns = new QHBoxLayout;
    columns->setSpacing(6);
    columns->addWidget(mark, 0, Qt::AlignTop);
    columns->addWidget(server, 0, Qt::AlignTop);
    columns->addWidget(text, 1);
    auto *rows = new QVBoxLayout(row);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(4);
    rows->addLayout(columns);
    if (!line.cure.isEmpty()) {
        auto *cure = new QLabel(line.cure, row);
        cure->setFont(theme().mono(12));
        cure->setTextFormat(Qt::PlainText);
        cure->setWordWrap(true);
        cure->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        cure->setObjectName(QStringLiteral("cure"));
        auto *copy = new QPushButton(tr("Copy"), row);
        copy->setProperty("role", QStringLiteral("flat"));
        copy->setAccessibleDescription(line.cure);
        connect(copy, &QPushButton::clicked, this,
            [text = line.cure] { QApplication::clipboard()->setText(text); });
        auto *below = new QHBoxLayout;
        below->setContentsMargins(90, 0, 0, 0);
        below->addWidget(cure, 1);
        below->addWidget(copy, 0, Qt::AlignTop);
        rows->addLayout(below);
    }
    m_rows->addWidget(row);
}

} // namespace tierlens
