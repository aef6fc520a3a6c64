"""The actions of the main window: one table, from which its menus and connections are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from digitpad.gui.action_row import ActionTable, Menu, Row
from digitpad.gui.widgets.number_text import with_article
from digitpad.settings import ThemeChoice

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow, QMenu, QMenuBar


class Actions(ActionTable):
    """The actions of the main window in the order of its menus."""

    new = Row(
        "&New drawing",
        "Empty the pad; undo brings it back",
        "Ctrl+N",
        Menu.FILE,
        lambda w: w.canvas.clear,
        button_text="Clear",
    )
    open = Row(
        "&Open…",
        "Put a picture or saved ink on the pad and have it read",
        "Ctrl+O",
        Menu.FILE,
        lambda w: w.files.ask_and_open,
    )
    save = Row(
        "&Save…",
        "Save the drawing as a picture, or as ink to train with",
        "Ctrl+S",
        Menu.FILE,
        lambda w: w.files.ask_and_save,
    )
    next_drawing = Row(
        "Ne&xt drawing in the file",
        "Show the next drawing of an ink file",
        "PgDown",
        Menu.FILE,
        lambda w: w.files.show_next,
        after_gap=True,
    )
    previous_drawing = Row(
        "&Previous drawing in the file",
        "Show the drawing before of an ink file",
        "PgUp",
        Menu.FILE,
        lambda w: w.files.show_previous,
    )
    quit = Row("&Quit", "Close the window and end digitpad", "Ctrl+Q", Menu.FILE, lambda w: w.close, after_gap=True)
    undo = Row("&Undo", "Take back the last stroke or change", "Ctrl+Z", Menu.EDIT, lambda w: w.canvas.undo)
    redo = Row("&Redo", "Do again what was taken back", "Ctrl+Shift+Z; Ctrl+Y", Menu.EDIT, lambda w: w.canvas.redo)
    copy = Row(
        "&Copy", "Copy the drawing as a picture", "Ctrl+C", Menu.EDIT, lambda w: w.files.copy_picture, after_gap=True
    )
    copy_ink = Row(
        "Copy as &ink",
        "Copy the strokes as a line of an ink file (JSON)",
        "Ctrl+Shift+C",
        Menu.EDIT,
        lambda w: w.files.copy_ink,
    )
    copy_text = Row(
        "Copy as &text",
        "Copy the digit or number that was read",
        "Ctrl+Shift+T",
        Menu.EDIT,
        lambda w: w.presenter.copy_text,
    )
    paste = Row(
        "&Paste", "Put a picture or ink copied elsewhere on the pad", "Ctrl+V", Menu.EDIT, lambda w: w.files.paste
    )
    my_digits = Row(
        "My &digits…",
        "Look through the digits you have kept, and correct them",
        "Ctrl+Shift+D",
        Menu.EDIT,
        lambda w: w.my_digits.open_digits,
        after_gap=True,
    )
    models = Row(
        "&Models…", "Use, import, export, rename, delete models", "Ctrl+M", None, lambda w: w.tool_windows.open_models
    )
    evaluate = Row(
        "&Evaluate…",
        "See what a model gets right and wrong, figure by figure",
        "Ctrl+E",
        None,
        lambda w: w.tool_windows.open_evaluation,
    )
    train = Row(
        "&Train…",
        "Train a model of your own and watch it learn",
        "Ctrl+T",
        Menu.TRAIN,
        lambda w: w.tool_windows.training.open,
    )
    experiments = Row(
        "&Experiments…",
        "Find out which settings are better, with many runs side by side; lay finished runs over one another",
        "Ctrl+Shift+E",
        Menu.TRAIN,
        lambda w: w.tool_windows.open_experiments,
    )
    teach = Row(
        "Teach my &hand",
        "Fine-tune the model on my digits, in a few seconds",
        "Ctrl+H",
        Menu.TRAIN,
        lambda w: w.my_digits.open_lesson,
    )
    collect = Row(
        "&Write each digit twice…",
        "Twenty drawings, asked for one after another",
        "",
        Menu.TRAIN,
        lambda w: w.my_digits.collection.open,
    )
    data = Row(
        "&Data sets…",
        "See what models learn from: images, classes, batches",
        "Ctrl+D",
        Menu.TRAIN,
        lambda w: w.tool_windows.open_data,
        after_gap=True,
    )
    random_image = Row(
        "&Random test image",
        "Put an image on the pad that the model has not learnt from, and see whether it is right",
        "Ctrl+R",
        Menu.TRAIN,
        lambda w: w.show_random_image,
        after_gap=True,
    )
    wider_pen = Row(
        "&Wider pen",
        "Draw with a wider line; the model does not mind",
        "Ctrl++; Ctrl+=",
        Menu.VIEW,
        lambda w: w.tools.widen_pen,
    )
    narrower_pen = Row(
        "Na&rrower pen",
        "Draw with a narrower line; the model does not mind",
        "Ctrl+-",
        Menu.VIEW,
        lambda w: w.tools.narrow_pen,
    )
    numbers = Row(
        "Read &numbers",
        "Read digits side by side as one number. For ink, with a model of digits",
        "Ctrl+Shift+N",
        Menu.VIEW,
        lambda w: w.presenter.read_numbers,
        after_gap=True,
        is_checkable=True,
    )
    previous_digit = Row(
        "Pre&vious digit",
        "See what the model says of the digit before",
        "Alt+Left",
        Menu.VIEW,
        lambda w: w.presenter.choose_previous,
    )
    next_digit = Row(
        "N&ext digit",
        "See what the model says of the next digit of the number",
        "Alt+Right",
        Menu.VIEW,
        lambda w: w.presenter.choose_next,
    )
    strictness = Row(
        "Stri&ctness…",
        "How readily a drawing is called “Not a digit?”: what that refuses, and what it lets through",
        "Ctrl+Shift+S",
        Menu.VIEW,
        lambda w: w.show_strictness,
    )
    stages = Row(
        "Wha&t the model sees",
        "Watch how the drawing becomes 28 by 28 pixels",
        "Ctrl+I",
        Menu.VIEW,
        lambda w: w.panel.show_stages,
        after_gap=True,
    )
    inside = Row(
        "Look &inside",
        "See why the model says so: what in the drawing speaks for a class, and what against it",
        "Ctrl+L",
        Menu.VIEW,
        lambda w: w.workspace.toggle_inside,
    )
    step = Row(
        "One &step, in numbers",
        "Take a copy of the model through one step of training, line by line",
        "Ctrl+Shift+L",
        Menu.VIEW,
        lambda w: w.workspace.toggle_step,
    )
    compare = Row(
        "Co&mpare two models",
        "Have another model read the same drawing beside the pad's own, and see where they disagree",
        "Ctrl+Shift+M",
        Menu.VIEW,
        lambda w: w.workspace.toggle_compare,
    )
    guess_first = Row(
        "&Guess first",
        "Hide the answer until you have guessed it, and keep score of you and the model: with random test images",
        "Ctrl+Shift+G",
        Menu.VIEW,
        lambda w: w.presenter.guess_first,
        is_checkable=True,
    )
    presentation = Row(
        "&Presentation",
        "Pad, answer and evidence large, on the whole screen: for a projector",
        "F11",
        Menu.VIEW,
        lambda w: w.presentation.show,
        is_checkable=True,
    )
    notes = Row(
        "&Notes…",
        "Go through the five study notes step by step, and see each step happen",
        "F1",
        Menu.HELP,
        lambda w: w.workspace.toggle_notes,
    )
    doctor = Row(
        "&Doctor…",
        "Look for what is wrong: versions, disk and every file that digitpad keeps for you",
        "",
        Menu.HELP,
        lambda w: w.tool_windows.show_doctor,
        after_gap=True,
    )
    about = Row("&About digitpad", "Version, licences and data", "", Menu.HELP, lambda w: w.tool_windows.show_about)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        rows = [row for row in vars(Actions).values() if isinstance(row, Row)]
        self.made = {row: self._action(self.tr(row.text), row.shortcuts, self.tr(row.tooltip)) for row in rows}
        for row, action in self.made.items():
            action.setIconText(self.tr(row.button_text) if row.button_text else action.text().replace("&", ""))
            action.setCheckable(row.is_checkable)
        self.about.setMenuRole(QAction.MenuRole.AboutRole)
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)
        self.quit.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)  # also from the windows beside this one
        self.labels = QActionGroup(self)  # the digits 0 to 9: what the drawing was
        for digit in range(10):
            name = with_article(digit)
            tip = self.tr("The drawing, or the chosen digit, was {digit}: keep it in my digits").format(digit=name)
            self.labels.addAction(self._action(name.capitalize(), f"Alt+{digit}", tip)).setData(digit)
        self.themes = QActionGroup(self)
        for choice, text, tip in (
            (ThemeChoice.SYSTEM, self.tr("As the &desktop"), self.tr("Look light or dark as the desktop does")),
            (ThemeChoice.LIGHT, self.tr("&Light"), self.tr("Dark text on light ground")),
            (ThemeChoice.DARK, self.tr("Dar&k"), self.tr("Light text on dark ground")),
        ):
            action = self.themes.addAction(self._action(text, "", tip))
            action.setCheckable(True)
            action.setData(choice)

    def fill(self, bar: QMenuBar) -> QMenu:
        """Put the menus into a menu bar, and return the one for models, which changes with the library."""
        menus = {menu: bar.addMenu(self.tr(menu.value)) for menu in Menu}
        for row, action in self.made.items():
            if row.menu is not None:
                if row.after_gap:
                    menus[row.menu].addSeparator()
                menus[row.menu].addAction(action)
        labels = menus[Menu.EDIT].addMenu(self.tr("It &was"))
        labels.menuAction().setToolTip(self.tr("Say what the drawing was, and keep it in my digits"))
        labels.addActions(self.labels.actions())
        menus[Menu.EDIT].insertMenu(self.my_digits, labels)
        menus[Menu.VIEW].insertActions(self.stages, self.themes.actions())
        menus[Menu.VIEW].insertSeparator(self.stages)
        for menu in (*menus.values(), labels):
            menu.setToolTipsVisible(True)
        return menus[Menu.MODEL]

    def connect_to(self, window: QMainWindow) -> None:
        """Connect every action of the table to its slot."""
        for row, action in self.made.items():
            action.triggered.connect(row.slot(window))

    def check_theme(self, choice: ThemeChoice) -> None:
        """Check the action of a theme, without triggering it."""
        for action in self.themes.actions():
            action.setChecked(action.data() == choice)

    def _action(self, text: str, shortcuts: str, tip: str) -> QAction:
        action = QAction(text, self)
        keys = QKeySequence.listFromString(shortcuts) if shortcuts else []
        action.setShortcuts(keys)
        shown = keys[0].toString(QKeySequence.SequenceFormat.NativeText) if keys else ""
        action.setToolTip(f"{tip} ({shown})" if shown else tip)
        return action
