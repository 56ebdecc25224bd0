import Kindred
import KindredSQLite

Database.default = try Database(sqlite: .inMemory)
try await Database.default?.createTables(for: BlogModels.all)
let blog = try await Blog.objects.create(name: "Beatles Blog")
try await blog.entrySet.create(headline: "Lennon dies")
print(try await blog.entrySet.all(), try await blog.entrySet.filter { $0.headline.contains("Lennon") }.count())
