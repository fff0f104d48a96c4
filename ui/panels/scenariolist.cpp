// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/scenariolist.h"

#include "theme/theme.h"

#include <QAbstractButton>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace tierlens {

namespace {
constexpr int Left = 14, Right = 10, ListAbove = 8;

// Title and subtitle; the playing one on a framed card.
class ScenarioItem : public QAbstractButton
{
public:
    ScenarioItem(const ScenarioText &scenario, bool current, QWidget *parent)
        : QAbstractButton(parent)
        , m_subtitle(scenario.subtitle)
    {
        setText(scenario.title);
        setCheckable(true);
        setAutoExclusive(true); // arrow keys walk, and screen readers say "one of"
        setChecked(current);
        setEnabled(scenario.available);
        setFocusPolicy(Qt::StrongFocus);
        setAttribute(Qt::WA_Hover);
        setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
        setAccessibleName(scenario.title);
        setToolTip(scenario.available
                ? scenario.subtitle
                : ScenarioList::tr("%1 is not in this version of Tierlens yet.")
                      .arg(scenario.title));
        setAccessibleDescription(toolTip());
    }

    void setCompact(bool compact)
    {
        m_compact = compact;
        updateGeometry();
        update();
    }

    QSize sizeHint() const override
    {
        const QFontMetrics title(theme().bold13()), small(theme().small());
        return {Left
                + std::max(title.horizontalAdvance(text()), small.horizontalAdvance(m_subtitle))
                + Right,
            2 * above() + title.height() + (showsSubtitle() ? small.height() : 0)};
    }
    QSize minimumSizeHint() const override { return {100, sizeHint().height()}; }

protected:
    void nextCheckState() override { } // asked, not done

    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Theme &colors = theme();
        const QRectF card = QRectF(rect()).adjusted(0.75, 0.75, -0.75, -0.75);
        QColor under = colors.panel;
        if (isChecked())
            under = colors.raised;
        else if (underMouse() && isEnabled())
            under = blend(colors.panel, colors.raised, 0.7);
        painter.setBrush(under);
        painter.setPen(isChecked() ? QPen(colors.app, hasFocus() ? 2.0 : 1.3)
                : hasFocus()       ? QPen(colors.app, 1.5, Qt::DotLine)
                                   : QPen(under, 1));
        painter.drawRoundedRect(card, 8, 8);
        const double strength = isEnabled() ? 1.0 : 0.65;
        const QRect room = rect().adjusted(Left, above(), -Right, -above());
        painter.setFont(colors.bold13());
        painter.setPen(
            blend(under, isEnabled() ? colors.text : colors.dim, isEnabled() ? 1 : 0.85));
        painter.drawText(room, Qt::AlignLeft | Qt::AlignTop, text());
        if (!showsSubtitle())
            return;
        painter.setFont(colors.small());
        painter.setPen(blend(under, colors.dim, strength));
        painter.drawText(room, Qt::AlignLeft | Qt::AlignBottom,
            painter.fontMetrics().elidedText(m_subtitle, Qt::ElideRight, room.width()));
    }

private:
    int above() const { return m_compact ? 4 : ListAbove; }
    bool showsSubtitle() const { return !m_compact || isChecked(); }

    QString m_subtitle;
    bool m_compact = false;
};
} // namespace

ScenarioList::ScenarioList(QWidget *parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(2);
    setAccessibleName(tr("Scenario"));
}

void ScenarioList::setScenarios(const std::vector<ScenarioText> &scenarios, const QString &current)
{
    for (QWidget *item : m_items)
        delete item;
    m_items.clear();
    for (const auto &scenario : scenarios) {
        auto *item = new ScenarioItem(scenario, scenario.id == current, this);
        const bool plays = scenario.id == current;
        connect(item, &QAbstractButton::clicked, this, [this, id = scenario.id, plays] {
            if (!plays)
                Q_EMIT chosen(id);
        });
        item->setCompact(m_compact);
        m_column->addWidget(item);
        m_items.push_back(item);
    }
}

void ScenarioList::setCompact(bool compact)
{
    m_compact = compact;
    for (QWidget *item : m_items)
        static_cast<ScenarioItem *>(item)->setCompact(compact);
}

} // namespace tierlens
