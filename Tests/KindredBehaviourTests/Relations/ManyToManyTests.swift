import Kindred
import Testing

@Suite("Many-to-many relations")
struct ManyToManyTests {
  private struct Papers {
    let python: Publication
    let science: Publication
    let weekly: Publication
    let django: Article
    let nasa: Article
  }

  /// The documented example: an article in one publication, and one in three.
  private func withPapers(_ body: (Papers, StatementLog) async throws -> Void) async throws {
    try await withDatabase { log async throws in
      let python = try await Publication.objects.create(title: "The Python Journal")
      let science = try await Publication.objects.create(title: "Science News")
      let weekly = try await Publication.objects.create(title: "Science Weekly")
      let django = try await Article.objects.create(headline: "Django lets you build web apps easily")
      let nasa = try await Article.objects.create(headline: "NASA uses Python")
      try await django.publications.add(python)
      try await nasa.publications.add(python, science, weekly)
      _ = log.take()
      try await body(Papers(python: python, science: science, weekly: weekly, django: django, nasa: nasa), log)
    }
  }

  @Test("R-3, R-30, MQ-44: both ends are sets, with links in a table of their own")
  func bothEnds() async throws {
    try await withPapers { papers, log async throws in
      #expect(try await papers.nasa.publications.all() == [papers.science, papers.weekly, papers.python])
      #expect(
        log.take() == [
          spelled(
            sqlite:
              #"SELECT "publication"."id", "publication"."title" FROM "publication" INNER JOIN "article_publications" ON "publication"."id" = "article_publications"."publication_id" WHERE "article_publications"."article_id" = ?1 ORDER BY "publication"."title" ASC"#,
            postgres:
              #"SELECT "publication"."id", "publication"."title" FROM "publication" INNER JOIN "article_publications" ON "publication"."id" = "article_publications"."publication_id" WHERE "article_publications"."article_id" = $1 ORDER BY "publication"."title" ASC"#
          )
        ])
      #expect(try await papers.python.articleSet.all() == [papers.django, papers.nasa])
      #expect(try await papers.science.articleSet.values { $0.headline }.all() == ["NASA uses Python"])
      #expect(try await papers.django.publications.count() == 1)
      #expect(try await papers.django.publications.filter { $0.title.startsWith("Science") }.exists() == false)
    }
  }

  @Test("R-36, R-38: adding again and removing what is not there change nothing")
  func addAndRemove() async throws {
    try await withPapers { papers, log async throws in
      try await papers.django.publications.add(papers.python)
      try await papers.django.publications.add([papers.science, papers.science])
      #expect(try await papers.django.publications.count() == 2)
      #expect(try await papers.django.publications.remove(papers.weekly) == 0)
      _ = log.take()
      #expect(try await papers.django.publications.remove(papers.science) == 1)
      #expect(
        log.take() == [
          spelled(
            sqlite:
              #"DELETE FROM "article_publications" WHERE "article_publications"."article_id" = ?1 AND "article_publications"."publication_id" = ?2"#,
            postgres:
              #"DELETE FROM "article_publications" WHERE "article_publications"."article_id" = $1 AND "article_publications"."publication_id" = $2"#
          )
        ])
      try await papers.science.articleSet.add(keys: [papers.django.id])
      #expect(try await papers.django.publications.count() == 2)
      #expect(try await papers.nasa.publications.clear() == 3)
      #expect(try await papers.nasa.publications.count() == 0)
      #expect(try await Publication.objects.count() == 3)
      try await papers.nasa.publications.add([])
      #expect(try await papers.nasa.publications.remove([]) == 0)
    }
  }

  @Test("R-39: setting changes only what differs")
  func set() async throws {
    try await withPapers { papers, log async throws in
      try await papers.nasa.publications.set([papers.python, papers.weekly])
      #expect(try await papers.nasa.publications.all() == [papers.weekly, papers.python])
      _ = log.take()
      try await papers.nasa.publications.set([papers.weekly, papers.python])
      let changes = log.take().filter { $0.hasPrefix("INSERT") || $0.hasPrefix("DELETE") }
      #expect(changes.isEmpty)
      try await papers.nasa.publications.set(keys: [papers.science.id])
      #expect(try await papers.nasa.publications.all() == [papers.science])
      try await papers.nasa.publications.set([])
      #expect(try await papers.nasa.publications.count() == 0)
    }
  }

  @Test("Creating links at once; getting or creating looks in the set only")
  func creating() async throws {
    try await withPapers { papers, _ async throws in
      let new = try await papers.django.publications.create(title: "Highlights")
      #expect(try await papers.django.publications.count() == 2)
      #expect(try await new.articleSet.all() == [papers.django])
      let (found, isNew) = try await papers.django.publications.getOrCreate {
        $0.title == "Highlights"
      } creating: {
        Publication(title: "Highlights")
      }
      #expect(found == new && !isNew)
      // There is one with this title, but not in the set.
      let (other, isOtherNew) = try await papers.django.publications.getOrCreate {
        $0.title == "Science News"
      } creating: {
        Publication(title: "Science News")
      }
      #expect(isOtherNew && other != papers.science)
      let (updated, _) = try await papers.django.publications.updateOrCreate {
        $0.title == "Highlights"
      } setting: {
        $0.title.set("Lowlights")
      } creating: {
        Publication(title: "Lowlights")
      }
      #expect(updated.title == "Lowlights" && updated == new)
    }
  }

  @Test("Look-ups follow the relation from both ends")
  func lookups() async throws {
    try await withPapers { papers, log async throws in
      #expect(try await Article.objects.filter { $0.publications.title.startsWith("Science") }.all().count == 2)
      #expect(
        try await Article.objects.filter { $0.publications.title.startsWith("Science") }.distinct().all()
          == [papers.nasa])
      _ = log.take()
      #expect(try await Publication.objects.filter { $0.article == papers.django }.all() == [papers.python])
      #expect(
        log.take() == [
          spelled(
            sqlite:
              #"SELECT "publication"."id", "publication"."title" FROM "publication" INNER JOIN "article_publications" ON "publication"."id" = "article_publications"."publication_id" WHERE "article_publications"."article_id" = ?1 ORDER BY "publication"."title" ASC"#,
            postgres:
              #"SELECT "publication"."id", "publication"."title" FROM "publication" INNER JOIN "article_publications" ON "publication"."id" = "article_publications"."publication_id" WHERE "article_publications"."article_id" = $1 ORDER BY "publication"."title" ASC"#
          )
        ])
      #expect(try await Article.objects.exclude { $0.publications == papers.science }.all() == [papers.django])
      #expect(
        try await Article.objects.order { $0.id }.annotate { $0.publications.count() }.all().map(\.1) == [1, 3])
      #expect(try await Publication.objects.filter { $0.article == nil }.count() == 0)
    }
  }

  @Test("R-31: the model of the links is one like any other")
  func links() async throws {
    try await withPapers { papers, _ async throws in
      #expect(try await Article.PublicationsLink.objects.count() == 4)
      #expect(try await Article.PublicationsLink.objects.filter { $0.article == papers.nasa }.count() == 3)
      let link = try await Article.PublicationsLink.objects.filter { $0.article == papers.django }.get()
      #expect(try await link.publication == papers.python)
      await kindredError(.uniqueViolation) {
        _ = try await Article.PublicationsLink.objects.create(article: papers.django, publication: papers.python)
      }
    }
  }

  @Test("Deleting an object deletes its links, not what they lead to")
  func deletion() async throws {
    try await withPapers { papers, _ async throws in
      let summary = try await papers.nasa.delete()
      #expect(summary.perModel == ["Article": 1, "Article.PublicationsLink": 3])
      #expect(try await Publication.objects.count() == 3)
      _ = try await Publication.objects.delete()
      #expect(try await papers.django.publications.count() == 0)
    }
  }

  @Test("An object without a key cannot be linked, on either end")
  func unsaved() async throws {
    try await withPapers { papers, _ async throws in
      await kindredError(.unsavedObject) { try await Article(headline: "").publications.add(papers.python) }
      await kindredError(.unsavedObject) { try await papers.django.publications.add(Publication(title: "")) }
      await kindredError(.unsavedObject) { _ = try await Article(headline: "").publications.all() }
      await kindredError(.foreignKeyViolation) { try await papers.django.publications.add(keys: [Key(999)]) }
    }
  }

  @Test("R-25: a symmetrical relation holds in both directions, a directed one does not")
  func itself() async throws {
    try await withDatabase { _ async throws in
      let (ann, bob, cat) = (
        try await Person.objects.create(name: "Ann"), try await Person.objects.create(name: "Bob"),
        try await Person.objects.create(name: "Cat")
      )
      try await ann.friends.add(bob)
      try await ann.friends.add(bob, cat, ann)
      #expect(try await bob.friends.all() == [ann])
      #expect(Set(try await ann.friends.all()) == [ann, bob, cat])
      #expect(try await bob.friends.remove(ann) == 2)
      #expect(try await ann.friends.count() == 2)
      try await cat.friends.clear()
      #expect(try await ann.friends.all() == [ann])
      try await ann.idols.add(bob)
      #expect(try await bob.idols.count() == 0)
      #expect(try await bob.followers.all() == [ann])
      #expect(try await Person.objects.filter { $0.follower.name == "Ann" }.all() == [bob])
      try await bob.followers.set([cat])
      #expect(try await ann.idols.count() == 0)
      #expect(try await cat.idols.all() == [bob])
    }
  }

  @Test("R-28, R-29, MQ-43: links with fields of their own")
  func through() async throws {
    try await withDatabase { log async throws in
      let ringo = try await Person.objects.create(name: "Ringo")
      let paul = try await Person.objects.create(name: "Paul")
      let beatles = try await Band.objects.create(name: "The Beatles")
      let day = try #require(CalendarDate(year: 1962, month: 8, day: 16))
      _ = try await Membership.objects.create(person: ringo, band: beatles, joined: day, reason: "Needed a drummer")
      #expect(try await beatles.members.all() == [ringo])
      #expect(try await ringo.bands.all() == [beatles])
      let refused = await kindredError(.invalidQuery) { try await beatles.members.add(paul) }
      #expect(
        refused?.message == "A Membership has fields of its own; say how one is made: add(…) { Membership(…) }.")
      try await beatles.members.add([paul, ringo]) { Membership(person: $0, band: beatles, joined: day) }
      #expect(try await Membership.objects.count() == 2)
      await kindredError(.invalidQuery) { try await beatles.members.add([ringo, paul, ann()]) { Band(name: $0.name) } }
      #expect(try await beatles.members.filter { $0.name.startsWith("P") }.all() == [paul])
      // TR-6, MQ-45: the first filter asks about the links of this band.
      let other = try await Band.objects.create(name: "Wings")
      try await other.members.add([paul]) { Membership(person: $0, band: other, joined: day, reason: "Mine") }
      _ = log.take()
      #expect(try await beatles.members.filter { $0.membership.reason == "Mine" }.all() == [])
      #expect(
        log.take() == [
          spelled(
            sqlite:
              #"SELECT "person"."id", "person"."name" FROM "person" INNER JOIN "membership" ON "person"."id" = "membership"."person_id" WHERE "membership"."band_id" = ?1 AND "membership"."reason" = ?2"#,
            postgres:
              #"SELECT "person"."id", "person"."name" FROM "person" INNER JOIN "membership" ON "person"."id" = "membership"."person_id" WHERE "membership"."band_id" = $1 AND "membership"."reason" = $2"#
          )
        ])
      #expect(try await other.members.filter { $0.membership.reason == "Mine" }.all() == [paul])
      #expect(try await beatles.members.filter { $0.name != "" }.filter { $0.membership.reason == "Mine" }.count() == 1)
      #expect(try await beatles.members.remove(ringo) == 1)
      #expect(try await Person.objects.count() == 3)
    }
  }

  private func ann() async throws -> Person { try await Person.objects.create(name: "Ann") }

  @Test("Two tasks that add the same objects at once leave one link each")
  func concurrent() async throws {
    try await withPapers { papers, _ async throws in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<8 {
          group.addTask { try await papers.django.publications.add(papers.science, papers.weekly) }
          group.addTask { _ = try await papers.django.publications.remove(papers.python) }
        }
        try await group.waitForAll()
      }
      #expect(try await papers.django.publications.all() == [papers.science, papers.weekly])
    }
  }
}
