"""What one can do in the main window: every action with its words, its shortcut and its place in the menus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from digitpad.gui.widgets.number_text import with_article
from digitpad.settings import ThemeChoice

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu, QMenuBar


class Actions(QObject):
    """The actions of the main window, and its menus."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._make_drawing_actions()
        self._make_file_actions()
        self._make_program_actions()
        self._make_hand_actions()
        self._make_reading_actions()
        self._make_theme_actions()

    def fill(self, bar: QMenuBar) -> QMenu:
        """Put the menus into a menu bar, and return the one for models, which changes with the library."""
        file = bar.addMenu(self.tr("&File"))
        file.addActions([self.new, self.open, self.save])
        file.addSeparator()
        file.addActions([self.next_drawing, self.previous_drawing])
        file.addSeparator()
        file.addAction(self.quit)
        edit = bar.addMenu(self.tr("&Edit"))
        edit.addActions([self.undo, self.redo])
        edit.addSeparator()
        edit.addActions([self.copy, self.copy_ink, self.copy_text, self.paste])
        edit.addSeparator()
        labels = edit.addMenu(self.tr("It &was"))
        labels.menuAction().setToolTip(self.tr("Say what the drawing was, and keep it in my digits"))
        labels.addActions(self.labels)
        edit.addAction(self.my_digits)
        model = bar.addMenu(self.tr("&Model"))
        train = bar.addMenu(self.tr("&Train"))
        train.addActions([self.train, self.teach, self.collect])
        train.addSeparator()
        train.addAction(self.data)
        train.addSeparator()
        train.addAction(self.random_image)
        view = bar.addMenu(self.tr("&View"))
        view.addActions([self.wider_pen, self.narrower_pen])
        view.addSeparator()
        view.addActions([self.numbers, self.previous_digit, self.next_digit, self.strictness])
        view.addSeparator()
        view.addActions(self.themes.actions())
        view.addSeparator()
        view.addAction(self.stages)
        help_menu = bar.addMenu(self.tr("&Help"))
        help_menu.addAction(self.about)
        for menu in (file, edit, labels, model, train, view, help_menu):
            menu.setToolTipsVisible(True)
        return model

    def _make_drawing_actions(self) -> None:
        self.new = self._action(self.tr("&New drawing"), ["Ctrl+N"], self.tr("Empty the pad; undo brings it back"))
        self.new.setIconText(self.tr("Clear"))
        self.undo = self._action(self.tr("&Undo"), ["Ctrl+Z"], self.tr("Take back the last stroke or change"))
        self.redo = self._action(self.tr("&Redo"), ["Ctrl+Shift+Z", "Ctrl+Y"], self.tr("Do again what was taken back"))
        self.wider_pen = self._action(
            self.tr("&Wider pen"), ["Ctrl++", "Ctrl+="], self.tr("Draw with a wider line; the model does not mind")
        )
        self.narrower_pen = self._action(
            self.tr("Na&rrower pen"), ["Ctrl+-"], self.tr("Draw with a narrower line; the model does not mind")
        )

    def _make_file_actions(self) -> None:
        self.open = self._action(
            self.tr("&Open…"), ["Ctrl+O"], self.tr("Put a picture or saved ink on the pad and have it read")
        )
        self.open.setIconText(self.tr("Open…"))
        self.save = self._action(
            self.tr("&Save…"), ["Ctrl+S"], self.tr("Save the drawing as a picture, or as ink to train with")
        )
        self.save.setIconText(self.tr("Save…"))
        self.next_drawing = self._action(
            self.tr("Ne&xt drawing in the file"), ["PgDown"], self.tr("Show the next drawing of an ink file")
        )
        self.previous_drawing = self._action(
            self.tr("&Previous drawing in the file"), ["PgUp"], self.tr("Show the drawing before of an ink file")
        )
        self.copy = self._action(self.tr("&Copy"), ["Ctrl+C"], self.tr("Copy the drawing as a picture"))
        self.copy_ink = self._action(
            self.tr("Copy as &ink"), ["Ctrl+Shift+C"], self.tr("Copy the strokes as a line of an ink file (JSON)")
        )
        self.paste = self._action(
            self.tr("&Paste"), ["Ctrl+V"], self.tr("Put a picture or ink that was copied elsewhere on the pad")
        )

    def _make_program_actions(self) -> None:
        self.train = self._action(
            self.tr("&Train…"), ["Ctrl+T"], self.tr("Train a model of your own and watch it learn")
        )
        self.train.setIconText(self.tr("Train…"))
        self.data = self._action(
            self.tr("&Data sets…"), ["Ctrl+D"], self.tr("See what models learn from: images, classes, batches")
        )
        self.random_image = self._action(
            self.tr("&Random test image"),
            ["Ctrl+R"],
            self.tr("Put an image on the pad that the model has not learnt from, and see whether it is right"),
        )
        self.models = self._action(
            self.tr("&Models…"), ["Ctrl+M"], self.tr("Use, import, export, rename and delete models")
        )
        self.models.setIconText(self.tr("Models…"))
        self.evaluate = self._action(
            self.tr("&Evaluate…"), ["Ctrl+E"], self.tr("See what a model gets right and wrong, figure by figure")
        )
        self.stages = self._action(
            self.tr("Wha&t the model sees"), ["Ctrl+I"], self.tr("Watch how the drawing becomes 28 by 28 pixels")
        )
        self.about = self._action(self.tr("&About digitpad"), [], self.tr("Version, licences and data"))
        self.about.setMenuRole(QAction.MenuRole.AboutRole)
        self.quit = self._action(self.tr("&Quit"), ["Ctrl+Q"], self.tr("Close the window and end digitpad"))
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)
        self.quit.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)  # also from the windows beside this one

    def _make_hand_actions(self) -> None:
        self.labels = [
            self._action(
                with_article(digit).capitalize(),
                [f"Alt+{digit}"],
                self.tr("The drawing, or the chosen digit, was {digit}: keep it in my digits").format(
                    digit=with_article(digit)
                ),
            )
            for digit in range(10)
        ]
        self.my_digits = self._action(
            self.tr("My &digits…"), ["Ctrl+Shift+D"], self.tr("Look through the digits you have kept, and correct them")
        )
        self.teach = self._action(
            self.tr("Teach my &hand"), ["Ctrl+H"], self.tr("Fine-tune the model on my digits, in a few seconds")
        )
        self.collect = self._action(
            self.tr("&Write each digit twice…"), [], self.tr("Twenty drawings, asked for one after another")
        )

    def _make_reading_actions(self) -> None:
        self.numbers = self._action(
            self.tr("Read &numbers"),
            ["Ctrl+Shift+N"],
            self.tr("Read digits side by side as one number. For ink, with a model of digits"),
        )
        self.numbers.setCheckable(True)
        self.numbers.setIconText(self.tr("Read numbers"))
        self.next_digit = self._action(
            self.tr("N&ext digit"), ["Alt+Right"], self.tr("See what the model says of the next digit of the number")
        )
        self.previous_digit = self._action(
            self.tr("Pre&vious digit"), ["Alt+Left"], self.tr("See what the model says of the digit before")
        )
        self.strictness = self._action(
            self.tr("Stri&ctness…"),
            ["Ctrl+Shift+S"],
            self.tr("How readily a drawing is called “Not a digit?”: what that refuses, and what it lets through"),
        )
        self.strictness.setIconText(self.tr("Strictness…"))
        self.copy_text = self._action(
            self.tr("Copy as &text"), ["Ctrl+Shift+T"], self.tr("Copy the digit or number that was read")
        )

    def _make_theme_actions(self) -> None:
        self.themes = QActionGroup(self)
        for choice, text, tip in (
            (ThemeChoice.SYSTEM, self.tr("As the &desktop"), self.tr("Look light or dark as the desktop does")),
            (ThemeChoice.LIGHT, self.tr("&Light"), self.tr("Dark text on light ground")),
            (ThemeChoice.DARK, self.tr("Dar&k"), self.tr("Light text on dark ground")),
        ):
            action = self._action(text, [], tip)
            action.setCheckable(True)
            action.setData(choice)
            self.themes.addAction(action)

    def check_theme(self, choice: ThemeChoice) -> None:
        """Check the action of a theme, without triggering it."""
        for action in self.themes.actions():
            action.setChecked(action.data() == choice)

    def _action(self, text: str, shortcuts: list[str], tip: str) -> QAction:
        action = QAction(text, self)
        keys = [QKeySequence(shortcut) for shortcut in shortcuts]
        action.setShortcuts(keys)
        shown = keys[0].toString(QKeySequence.SequenceFormat.NativeText) if keys else ""
        action.setToolTip(f"{tip} ({shown})" if shown else tip)
        return action
