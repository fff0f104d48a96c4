// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/contrast.h"
#include "theme/theme.h"

namespace tierlens {

// Standard widgets only; what is painted by hand reads the theme itself. Panels are QFrames with
// the property role="panel".
QString Theme::styleSheet() const
{
    QString sheet = QStringLiteral(R"(
QFrame[role="panel"] { background: $panel; border: 1px solid $line; border-radius: 12px; }
QLabel { background: transparent; }
QLabel[role="dim"] { color: $dim; }
QToolTip { background: $raised; color: $text; border: 1px solid $line; padding: 6px; }
QLineEdit { background: $raised; border: 1px solid $faint; border-radius: 8px; padding: 6px 10px; }
QLineEdit:focus { border-color: $app; }
QAbstractSpinBox { background: $raised; border: 1px solid $faint; border-radius: 8px; padding: 6px 22px 6px 10px; }
QAbstractSpinBox:focus { border-color: $app; }
QAbstractSpinBox:disabled { border-color: $line; color: $faint; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { subcontrol-origin: border; width: 22px; background: transparent; border: none; }
QAbstractSpinBox::up-button { subcontrol-position: top right; margin-top: 3px; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; margin-bottom: 3px; }
QAbstractSpinBox::up-arrow { image: url(:/ui/icons/spin-up.svg); width: 10px; height: 10px; }
QAbstractSpinBox::down-arrow { image: url(:/ui/icons/spin-down.svg); width: 10px; height: 10px; }
QPushButton { background: $raised; color: $text; border: 1px solid $line; border-radius: 8px; padding: 7px 12px; font-weight: 600; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $line; }
QPushButton:focus { border-color: $app; }
QPushButton:disabled { color: $faint; }
QPushButton[role="danger"] { color: $invalidated; border-color: $invalidated; background: $dangerfill; }
QPushButton[role="danger"]:disabled { color: $faint; border-color: $line; background: $raised; }
QPushButton[role="primary"] { color: $onApp; background: $app; border-color: $app; }
QPushButton[role="primary"]:disabled { color: $faint; border-color: $line; background: $raised; }
QPushButton[role="flat"] { background: transparent; border-color: transparent; }
QPushButton[role="row"] { background: transparent; border-color: transparent; color: $dim; text-align: left; padding: 2px 3px; font-weight: 400; }
QPushButton[role="row"]:hover { color: $text; }
QPushButton[role="row"]:focus { border-color: $app; }
QCheckBox::indicator { width: 14px; height: 14px; background: $raised; border: 1px solid $faint; border-radius: 4px; }
QCheckBox::indicator:hover, QCheckBox::indicator:focus { border-color: $app; }
QCheckBox::indicator:checked { background: $app; border-color: $app; image: url(:/ui/icons/tick-$tick.svg); }
QCheckBox::indicator:checked:focus { border-color: $text; }
QCheckBox::indicator:disabled { border-color: $line; }
QCheckBox::indicator:checked:disabled { background: $faint; border-color: $faint; }
QCheckBox:disabled { color: $faint; }
QComboBox { background: transparent; color: $dim; border: none; padding: 2px 4px; }
QComboBox:focus { color: $text; }
QFrame[role="field"] { background: $raised; border: 1px solid $line; border-radius: 8px; }
QFrame[role="field"] QComboBox { color: $text; padding: 4px 8px; }
QFrame[role="field"] QComboBox:focus { color: $app; }
QComboBox QAbstractItemView { background: $raised; color: $text; border: 1px solid $line; selection-background-color: $hover; }
QTabWidget::pane { background: $panel; border: 1px solid $line; border-radius: 8px; }
QTabWidget QTabBar::tab { background: transparent; color: $dim; border: none; border-bottom: 2px solid transparent; padding: 7px 12px; font-weight: 600; }
QTabWidget QTabBar::tab:hover { color: $text; }
QTabWidget QTabBar::tab:selected { color: $text; border-bottom-color: $app; }
QMenu { background: $raised; color: $text; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 6px 22px 6px 14px; border-radius: 6px; }
QMenu::item:selected { background: $hover; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QTableView, QListView, QTreeView { background: $panel; color: $text; border: none; gridline-color: $line; selection-background-color: $hover; selection-color: $text; outline: none; }
QListView[role="choices"]::item { padding: 7px 10px; border-radius: 6px; }
QListView[role="choices"]::item:selected { background: $hover; color: $text; }
QHeaderView::section { background: $panel; color: $dim; border: none; border-bottom: 1px solid $line; padding: 6px 8px; font-weight: 600; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar::handle:vertical { background: $faint; border-radius: 4px; min-height: 28px; margin: 1px 2px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle:horizontal { background: $faint; border-radius: 4px; min-width: 28px; margin: 2px 1px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QScrollArea { background: transparent; border: none; }
QSplitter::handle { background: transparent; }
QDialog { background: $panel; }
QPlainTextEdit { background: $raised; color: $text; border: 1px solid $line; border-radius: 8px; }
QPlainTextEdit:focus { border-color: $app; }
QTextBrowser { border: 1px solid transparent; border-radius: 8px; }
QTextBrowser:focus { border-color: $app; }
QListWidget { border: 1px solid transparent; border-radius: 8px; }
QListWidget:focus { border-color: $app; }
QSlider::groove:horizontal { background: $line; height: 3px; border-radius: 1px; }
QSlider::sub-page:horizontal { background: $app; height: 3px; border-radius: 1px; }
QSlider::handle:horizontal { background: $app; width: 14px; height: 14px; margin: -6px 0; border-radius: 7px; }
QSlider::handle:horizontal:focus { background: $app; border: 2px solid $text; width: 10px; height: 10px; }
QProgressBar { background: $line; border: none; border-radius: 3px; max-height: 6px; }
QProgressBar::chunk { background: $app; border-radius: 3px; }
)");
    // Longest names first: $dim must not eat the beginning of another name.
    const std::pair<const char *, QColor> names[] = {
        {"$invalidated", invalidated},
        {"$dangerfill", blend(panel, invalidated, 0.08)},
        {"$background", background},
        {"$onApp", inkOn(app)},
        {"$raised", raised},
        {"$panel", panel},
        {"$hover", hover()},
        {"$faint", faint()},
        {"$text", text},
        {"$line", line},
        {"$dim", dim},
        {"$app", app},
    };
    sheet.replace(QLatin1String("$tick"),
        inkOn(app).lightness() > 128 ? QStringLiteral("light") : QStringLiteral("dark"));
    for (const auto &[name, color] : names)
        sheet.replace(QLatin1String(name), color.name());
    return sheet;
}

} // namespace tierlens
