import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import PostgresTestServer
import Testing

@Suite("What is loaded along paths")
struct LoadingPathTests {
  private static let some = PrefetchName<Person, Person>("some")
  private static let lively = PrefetchName<Place, Restaurant>("lively")

  private func withBand(_ body: (Band, [Person], StatementLog) async throws -> Void) async throws {
    try await withDatabase { log async throws in
      let people = try await Person.objects.bulkCreate(["Ann", "Bob"].map { Person(name: $0) })
      let band = try await Band.objects.create(name: "b")
      for person in people {
        try await Membership.objects.create(
          Membership(personID: person.id, bandID: band.id, joined: CalendarDate(daysSince1970: 0)))
      }
      _ = log.take()
      try await body(band, people, log)
    }
  }

  @Test("Q-24: a path over the links' model loads the links, and one over the set its members")
  func links() async throws {
    try await withBand { band, people, log async throws in
      let byLinks = try await Band.objects.prefetchRelated { $0.membership.person }.all()
      #expect(log.take().count == 3)
      let memberships = try await byLinks[0].membershipSet.all()
      for (membership, person) in zip(memberships, people) { #expect(try await membership.person == person) }
      #expect(log.take().isEmpty)
      let bySet = try await Band.objects.prefetchRelated { $0.members }.all()
      #expect(log.take().count == 2)
      #expect(try await bySet[0].members.all() == people)
      #expect(log.take().isEmpty)
      var loaded = try await Band.objects.all()
      _ = log.take()
      try await loaded.prefetchRelated { ($0.membership.person, $0.members) }
      #expect(log.take().count == 3)
      #expect(try await loaded[0].members.all() == people)
      #expect(try await loaded[0].membershipSet.all().first?.person == people[0])
      #expect(log.take().isEmpty)
      // Both are the same rows in conditions.
      let both = Band.objects.filter { $0.members.name == "Ann" && $0.membership.person.name == "Ann" }
      #expect(try await both.count() == 1)
      #expect(log.take()[0].components(separatedBy: "JOIN").count == 3)
    }
  }

  @Test("A path over the set is the same as one over the links in selections, orders and distinct columns")
  func selections() async throws {
    try await withBand { band, people, log async throws in
      let pairs = Band.objects.values { BandLine.Columns(name: $0.name, member: $0.members) }
      #expect(try await pairs.filter { $0.member.name == "Ann" }.all().map(\.member) == [people[0]])
      #expect(try await pairs.exclude { $0.member.name == "Ann" }.all().map(\.member) == [people[1]])
      let names = try await Band.objects.order { $0.membership.person.name }.distinct { $0.members.name }
        .values { $0.members.name }.all()
      #expect(names == ["Ann", "Bob"])
      let inner = Band.objects.order { $0.members.name }
      let count = try await Person.objects.filter { person in
        inner.distinct { $0.members.name }.filter { $0.members.name == person.name }.hasRows
      }.count()
      #expect(count == 2)
    }
  }

  @Test("Q-24: the parent of a manager's rows gets what is loaded for it")
  func parents() async throws {
    try await withBlogs { blogs, log async throws in
      let entries = try await blogs.pop.entrySet.order { $0.id }.prefetchRelated { $0.blog.entry.remarks }.all()
      let count = log.take().count
      #expect(count == 3)
      for entry in entries {
        for sibling in try await entry.blog.entrySet.all() { _ = try await sibling.remarks.all() }
      }
      #expect(log.take().isEmpty)
    }
  }

  @Test("Q-24: what is loaded on the way back to the parent is kept")
  func waysBack() async throws {
    try await withBlogs { blogs, log async throws in
      let found = try await Blog.objects.order { $0.id }.prefetchRelated { $0.entry.blog.entry }.all()
      _ = log.take()
      for blog in found {
        for entry in try await blog.entrySet.all() {
          #expect(try await entry.blog == blog)
          #expect(try await entry.blog.entrySet.all().contains(entry))
        }
      }
      #expect(log.take().isEmpty)
    }
  }

  @Test("A union loads what its first query asks for")
  func unions() async throws {
    try await withBlogs { blogs, log async throws in
      let query = Entry.objects.filter { $0.rating > 3 }.selectRelated { $0.blog }.prefetchRelated { $0.remarks }
        .union(Entry.objects.filter { $0.rating <= 3 })
      let found = try await query.all()
      #expect(log.take().count == 2)
      for entry in found {
        _ = try await entry.blog
        _ = try await entry.remarks.all()
      }
      #expect(found.count == 4 && log.take().isEmpty)
      let sliced = Entry.objects.order { $0.id }.selectRelated { $0.blog }.prefetchRelated { $0.remarks }[..<2]
      let joined = try await sliced.leftJoining(Blog.objects) { entry, blog in
        blog == entry.blog
      } selecting: { _, blog in
        blog.name
      }.all()
      #expect(log.take().count == 2)
      for (entry, name) in joined {
        #expect(try await entry.blog.name == name)
        _ = try await entry.remarks.all()
      }
      #expect(joined.count == 2 && log.take().isEmpty)
      try await ParentDiner.objects.create(place: ParentPlace(name: "Dogs"))
      let diners = try await ParentDiner.objects.union(ParentDiner.objects.filter { $0.servesPizza == true }).all()
      #expect(diners.map { $0.$place.loaded?.name } == ["Dogs"])
    }
  }

  @Test("Two relations cannot be kept under one name; what is joined can be loaded under another")
  func names() async throws {
    try await withBand { _, people, log async throws in
      let error = await kindredError(.invalidQuery) {
        _ = try await Person.objects
          .prefetchRelated({ $0.friends }, from: Person.objects, as: Self.some)
          .prefetchRelated({ $0.idols }, from: Person.objects, as: Self.some).all()
      }
      #expect(error?.message.contains("\"some\" is the name of two prefetches") == true)
      var loaded = try await Person.objects.prefetchRelated({ $0.friends }, from: Person.objects, as: Self.some).all()
      await kindredError(.invalidQuery) {
        try await loaded.prefetchRelated({ $0.idols }, from: Person.objects, as: Self.some)
      }
      let place = try await Place.objects.create(name: "p", address: "")
      try await Restaurant.objects.create(place: place)
      let places = try await Place.objects.selectRelated { $0.restaurant }
        .prefetchRelated({ $0.restaurant }, from: Restaurant.objects.filter { $0.servesPizza == true }, as: Self.lively)
        .all()
      #expect(try places[0].prefetched(Self.lively).isEmpty)
      #expect(try await !places[0].restaurant.servesPizza)
    }
  }

  @Test("What is loaded for a page of rows with aggregates, or of distinct rows, belongs to the rows of the page")
  func pages() async throws {
    try await withDatabase { log async throws in
      let blogs = try await Blog.objects.bulkCreate((1...6).map { Blog(name: "b\($0)") })
      for blog in blogs {
        let entries = (1...4).map { Entry(blog: blog, headline: "\(blog.name) \($0)", rating: 5) }
        for entry in try await Entry.objects.bulkCreate(entries) {
          for text in ["yes", "yes"] { try await entry.remarks.create(text: text) }
        }
      }
      let counted = try await Blog.objects.filter { $0.entry.rating > 3 }.order { $0.id }
        .prefetchRelated { $0.entry }.annotate { $0.entry.count() }[..<4].all()
      #expect(counted.map(\.1) == [4, 4, 4, 4])
      for (blog, _) in counted { #expect(try await blog.entrySet.all().count == 4) }
      let repeated = try await Blog.objects.order { $0.id }.prefetchRelated { $0.entry }
        .annotate { $0.entry.headline }[10..<14].all()
      for (blog, _) in repeated { #expect(try await blog.entrySet.all().count == 4) }
      let page = try await Entry.objects.filter { $0.remarks.text == "yes" }.distinct().order { $0.id }
        .prefetchRelated { $0.blog.entry }.fetchMode(.raise)[12..<20].all()
      #expect(page.count == 8)
      for entry in page { #expect(try await entry.blog.entrySet.all().count == 4) }
    }
  }

  @Test("Loading inside a stream does not wait for the stream's own connection")
  func streams() async throws {
    func check(_ database: Database) async throws {
      try await database.use {
        try await database.createTables(for: [Blog.self, Author.self, Entry.self, Comment.self])
        for name in ["a", "b"] {
          let blog = try await Blog.objects.create(name: name)
          try await blog.entrySet.create(headline: name)
        }
        var count = 0
        for try await _ in Blog.objects.rows {
          count += try await Entry.objects.prefetchRelated { $0.remarks }.all().count
        }
        #expect(count == 4)
      }
    }
    let settings = try Cluster.shared.newDatabase()
    let configuration = PostgresConfiguration(settings, maximumConnections: 2, leaseTimeout: .seconds(2))
    try await Database(postgres: configuration).closing(after: check)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kindred-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("streams.sqlite").path
    try await Database(sqlite: .file(file), configuration: .init(maximumReaders: 2, leaseTimeout: .seconds(2)))
      .closing(after: check)
  }
}
