import Kindred
import KindredSQLite
import Testing

@Model
struct LogLine {
  @Field(maxLength: 100) var text: String
  @ForeignKey(onDelete: .doNothing, constraint: false) var device: Device?
}

/// These tests are the only ones that set the process's router, which others do not notice: they choose their database.
@Suite("Several databases", .serialized)
struct RoutingTests {
  private struct LogsApart: DatabaseRouter {
    let main: Database
    let logs: Database

    func database(for access: DatabaseAccess, of model: ModelSchema?, near origin: Database?) -> Database? {
      switch model {
      case LogLine.schema: logs
      case Device.schema: origin ?? main
      default: origin
      }
    }
  }

  private func withDatabases(_ body: (Database, Database) async throws -> Void) async throws {
    let first = try Database(sqlite: .inMemory)
    let second = try Database(sqlite: .inMemory)
    for database in [first, second] {
      try await database.createTables(for: [
        Device.self, Sensor.self, LogLine.self, Blog.self, Author.self, Entry.self, Place.self, Restaurant.self,
        Licence.self,
      ])
    }
    try await body(first, second)
    Database.router = nil
    await first.close()
    await second.close()
  }

  @Test("A query runs on the database that it names, by itself or by its name")
  func named() async throws {
    try await withDatabases { main, archive async throws in
      Database.register(archive, as: "archive of a test")
      defer { Database.unregister("archive of a test") }
      try await main.use {
        try await Device.objects.create(Device(name: "here"))
        try await Device.objects.using("archive of a test").create(Device(name: "there"))
        #expect(try await Device.objects.all().map(\.name) == ["here"])
        #expect(try await Device.objects.using("archive of a test").all().map(\.name) == ["there"])
        let error = await kindredError(.noDatabase) { _ = try await Device.objects.using("attic of a test").count() }
        #expect(error?.message.contains("\"attic of a test\"") == true)
        #expect(try Database.named("archive of a test") === archive)
        let device = try await Device.objects.using(archive).get { $0.name == "there" }
        try await device.logLineSet.using("archive of a test").create(LogLine(text: "linked"))
        #expect(try await LogLine.objects.using(archive).filter { $0.deviceID == device.id }.count() == 1)
        await kindredError(.noDatabase) { _ = try await device.logLineSet.using("attic of a test").count() }
      }
    }
  }

  @Test("A router chooses by model, and what the task has chosen comes first")
  func byModel() async throws {
    try await withDatabases { main, logs async throws in
      Database.router = LogsApart(main: main, logs: logs)
      try await LogLine.objects.create(LogLine(text: "routed"))
      try await Device.objects.create(Device(name: "routed"))
      #expect(try await LogLine.objects.count() == 1)
      #expect(try await LogLine.objects.using(main).count() == 0)
      #expect(try await Device.objects.using(main).count() == 1)
      let inMain = try await main.use { try await LogLine.objects.count() }
      #expect(inMain == 0)
      var line = LogLine(text: "saved")
      try await line.save()
      line.text = "saved again"
      try await line.save()
      #expect(try await LogLine.objects.using(logs).order { $0.id.asc }.all().map(\.text) == ["routed", "saved again"])
    }
  }

  @Test("No query follows a relation into another database")
  func relations() async throws {
    try await withDatabases { main, logs async throws in
      Database.router = LogsApart(main: main, logs: logs)
      let device = try await Device.objects.create(Device(name: "printer"))
      let line = try await LogLine.objects.create(LogLine(text: "on", device: device))
      let error = await kindredError(.invalidQuery) {
        _ = try await LogLine.objects.filter { $0.device.name == "printer" }.count()
      }
      #expect(error?.message.contains("LogLine and Device") == true)
      await kindredError(.invalidQuery) { _ = try await Device.objects.exclude { $0.logLine.text == "on" }.count() }
      let fresh = try await LogLine.objects.get { $0.id == line.id }
      await kindredError(.invalidQuery) { _ = try await fresh.device }
      // The key itself is in the line's own database.
      #expect(try await LogLine.objects.filter { $0.deviceID == device.id }.count() == 1)
      await kindredError(.invalidQuery) {
        let devices = Device.objects.using(main).filter { $0.name == "printer" }
        _ = try await LogLine.objects.using(logs).filter { $0.device.in(devices) }.count()
      }
    }
  }

  @Test("Replicas are read in turn, until the task writes")
  func replicas() async throws {
    try await withDatabases { primary, replica async throws in
      let other = try Database(sqlite: .inMemory)
      let router = ReplicaRouter(primary: primary, replicas: [replica, other])
      func read() -> Database? { router.database(for: .read, of: Device.schema, near: nil) }
      #expect(router.database(for: .write, of: Device.schema, near: replica) === primary)
      #expect([read(), read(), read()].map { $0 === replica } == [true, false, true])
      try await primary.transaction { #expect(read() === primary) }
      let unknown = try Database(sqlite: .inMemory)
      #expect(router.database(for: .read, of: nil, near: unknown) === unknown)
      await other.close()
      await unknown.close()

      Database.router = router
      try await Task.detached {
        try await Device.objects.create(Device(name: "new"))
        // The replicas of this test never hear of it.
        #expect(try await Device.objects.count() == 1)
      }.value
      try await Task.detached {
        let again = try await Device.objects.getOrCreate {
          $0.name == "new"
        } creating: {
          Device(name: "new")
        }
        #expect(!again.isNew)
      }.value
      try await Task.detached {
        let count = try await replica.use { try await Device.objects.count() }
        #expect(count == 0)
      }.value
      try await Task.detached {
        try await ReplicaRouter.readingOwnWrites {
          try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { _ = try await Device.objects.create(Device(name: "newer")) }
            try await group.waitForAll()
          }
          try await withThrowingTaskGroup(of: Int.self) { group in
            group.addTask { try await Device.objects.count() }
            for try await count in group { #expect(count == 2) }
          }
        }
      }.value
    }
  }

  @Test("A task that has not written for a while reads replicas again")
  func stickiness() async throws {
    try await withDatabases { primary, replica async throws in
      let router = ReplicaRouter(primary: primary, replicas: [replica], readingOwnWritesFor: .zero)
      router.wrote(to: primary)
      #expect(router.database(for: .read, of: nil, near: nil) === replica)
      let patient = ReplicaRouter(primary: primary, replicas: [replica], readingOwnWritesFor: .seconds(3_600))
      patient.wrote(to: replica)
      #expect(patient.database(for: .read, of: nil, near: nil) === replica)
      patient.wrote(to: primary)
      #expect(patient.database(for: .read, of: nil, near: nil) === primary)
    }
  }

  @Test("What is loaded for the objects of a replica comes from the same one, until the task writes")
  func nearReplicas() async throws {
    try await withDatabases { primary, replica async throws in
      let other = try Database(sqlite: .inMemory)
      let router = ReplicaRouter(primary: primary, replicas: [replica, other])
      for _ in 1...3 {
        #expect(router.database(for: .read, of: Device.schema, near: replica) === replica)
        #expect(router.database(for: .read, of: Device.schema, near: other) === other)
      }
      try await primary.transaction {
        #expect(router.database(for: .read, of: Device.schema, near: replica) === primary)
      }
      await Task.detached {
        router.wrote(to: primary)
        #expect(router.database(for: .read, of: Device.schema, near: replica) === primary)
      }.value
      await other.close()
    }
  }

  @Test("An object that names no database is stored where it comes from, unless the task has chosen one")
  func ownDatabase() async throws {
    try await withDatabases { main, archive async throws in
      let before = Database.default
      Database.default = main
      defer { Database.default = before }
      try await Device.objects.create(Device(name: "here"))
      var device = try await Device.objects.using(archive).create(Device(name: "there"))
      device.name = "changed"
      try await device.save()
      #expect(try await Device.objects.get().name == "here")
      #expect(try await Device.objects.using(archive).get().name == "changed")
      try await device.update { $0.name.set("again") }
      #expect(try await Device.objects.using(archive).get().name == "again")
      var read = try await Device.objects.using(archive).get()
      try await Device.objects.using(archive).update { $0.name.set("by others") }
      try await read.refresh()
      #expect(read.name == "by others")
      try await read.save(on: main)
      #expect(try await Device.objects.get { $0.id == read.id }.name == "by others")
      try await archive.use {
        var here = device
        here.name = "in use"
        try await here.save()
      }
      #expect(try await Device.objects.using(archive).get().name == "in use")
      try await device.delete()
      #expect(try await Device.objects.count() == 2)
      #expect(try await Device.objects.using(archive).count() == 0)
    }
  }

  /// Reads from one database and writes to another, whatever the task does.
  private struct Apart: DatabaseRouter {
    let primary: Database
    let replica: Database

    func database(for access: DatabaseAccess, of model: ModelSchema?, near origin: Database?) -> Database? {
      access == .read ? replica : primary
    }
  }

  @Test("The rows of a replica's object are read in the transaction that the task is in")
  func managersInTransactions() async throws {
    try await withDatabases { primary, replica async throws in
      for database in [primary, replica] {
        try await Author.objects.using(database).create(Author(name: "a"))
        try await Blog.objects.using(database).create(Blog(name: "b"))
      }
      Database.router = Apart(primary: primary, replica: replica)
      let blog = try await Blog.objects.get()
      try await primary.transaction {
        try await blog.entrySet.create(headline: "new")
        #expect(try await blog.entrySet.selectForUpdate().all().count == 1)
        #expect(try await Entry.objects.filter { $0.id.in(blog.entrySet.values { $0.id }) }.count() == 1)
        #expect(try await blog.entrySet.union(Entry.objects).count() == 1)
      }
      #expect(try await blog.entrySet.count() == 0)
      let union = blog.entrySet.union(Entry.objects)
      #expect(try await union.count() == 0)
      let inside = try await primary.transaction { try await union.count() }
      #expect(inside == 1)
    }
  }

  @Test("A query inside another one belongs to the database of its manager's object")
  func managersInside() async throws {
    try await withDatabases { main, archive async throws in
      let before = Database.default
      Database.default = main
      defer { Database.default = before }
      let blog = try await Blog.objects.using(archive).create(Blog(name: "b"))
      try await blog.entrySet.create(headline: "old")
      #expect(try await Entry.objects.using(archive).count() == 1)
      await kindredError(.invalidQuery) {
        _ = try await Entry.objects.filter { $0.id.in(blog.entrySet.values { $0.id }) }.count()
      }
      await kindredError(.invalidQuery) { _ = try await Entry.objects.union(blog.entrySet).all() }
      await kindredError(.invalidQuery) { _ = try await (Entry.objects | blog.entrySet.querySet).count() }
      #expect(try await Entry.objects.using(archive).union(blog.entrySet).count() == 1)
      #expect(try await blog.entrySet.union(blog.entrySet).count() == 1)
    }
  }

  @Test("Objects of replicas and of their primary load together")
  func together() async throws {
    try await withDatabases { primary, replica async throws in
      for database in [primary, replica] {
        let blog = try await Blog.objects.using(database).create(Blog(name: "b"))
        try await blog.entrySet.using(database).create(Entry(blog: blog, headline: "x"))
      }
      let router = ReplicaRouter(primary: primary, replicas: [replica], readingOwnWritesFor: .zero)
      Database.router = router
      var entries = try await Entry.objects.all()
      entries.append(try await Entry.objects.create(Entry(blogID: entries[0].blogID, headline: "new")))
      try await entries.prefetchRelated { $0.blog }
      #expect(entries.map { $0.$blog.loaded?.name } == ["b", "b"])
    }
  }

  @Test("An object that knows more than its database is stored where it comes from, too")
  func ownDatabaseOfTargets() async throws {
    try await withDatabases { main, archive async throws in
      let before = Database.default
      Database.default = main
      defer { Database.default = before }
      try await Place.objects.create(Place(name: "here", address: ""))
      try await Place.objects.using(archive).create(Place(name: "there", address: ""))
      var places = try await Place.objects.using(archive).all()
      places[0].name = "changed"
      try await places[0].save()
      #expect(try await Place.objects.get().name == "here")
    }
  }
}
