// The models and the migration in this folder are written by `adopt-django`, from the PostgreSQL database of the Django
// project in Tests/Adoption/Django. `make adopt ARGUMENTS=--keep` writes them anew.
