"""Makes a Django project with its own commands, for two databases.

usage: project.py FOLDER
"""

import pathlib
import subprocess
import sys

APPS = ["polls", "guide", "wares"]

DATABASES = '''
import os

DATABASES = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["ADOPT_SQLITE"]}
    if os.environ.get("ADOPT_SQLITE")
    else {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": os.environ["KINDRED_POSTGRES_HOST"],
        "USER": "postgres",
        "NAME": "adopt",
    }
}
'''


def main(folder):
    source = pathlib.Path(__file__).parent / "models"
    folder.mkdir()
    django = [sys.executable, "-m", "django"]
    subprocess.run([*django, "startproject", "mysite", folder], check=True)
    for app in APPS:
        subprocess.run([sys.executable, "manage.py", "startapp", app], check=True, cwd=folder)
        (folder / app / "models.py").write_text((source / f"{app}.py").read_text())
    (folder / "polls" / "admin.py").write_text(
        "from django.contrib import admin\n\nfrom .models import Choice, Question\n\n"
        "admin.site.register([Choice, Question])\n"
    )
    settings = folder / "mysite" / "settings.py"
    text = settings.read_text()
    wanted = "INSTALLED_APPS = [\n"
    if wanted not in text:
        sys.exit("error: settings.py has no INSTALLED_APPS as it used to have.")
    text = text.replace(wanted, wanted + "".join(f'    "{app}",\n' for app in APPS))
    # On SQLite, the comments of columns and tables are warnings.
    settings.write_text(text + DATABASES + 'SILENCED_SYSTEM_CHECKS = ["fields.W163", "models.W046"]\n')


main(pathlib.Path(sys.argv[1]))
